// Verifies for the tests with xadesjs: the folder of its package, then a file of jobs; one answer a line.
const fs = require('fs')
const path = require('path')
const { X509Certificate, webcrypto } = require('crypto')
const load = name => require(path.join(process.argv[2], 'node_modules', name))
const xadesjs = load('xadesjs')

xadesjs.setNodeDependencies({ ...load('@xmldom/xmldom'), xpath: load('xpath') })
xadesjs.Application.setEngine('NodeJS', webcrypto)

async function verify (file, certificate) {
  const xml = fs.readFileSync(file, 'utf8')
  // It takes the key the document brings, which therefore has to be the one we mean.
  if (!xml.includes(new X509Certificate(fs.readFileSync(certificate)).raw.toString('base64'))) return 'no: another certificate'
  const document = xadesjs.Parse(xml)
  const engine = new xadesjs.SignedXml(document)
  engine.LoadXml(document.getElementsByTagNameNS('http://www.w3.org/2000/09/xmldsig#', 'Signature')[0])
  return await engine.Verify() ? 'ok' : 'no'
}

async function main () {
  for (const line of fs.readFileSync(process.argv[3], 'utf8').split('\n').filter(line => line !== '')) {
    const [action, file, , , certificate] = line.split('\t')
    let answer
    try {
      answer = action === 'sign' ? 'no signs in a form of its own' : await verify(file, certificate)
    } catch (failure) {
      answer = `no ${failure.message ?? failure}`
    }
    console.log(String(answer).replace(/\n/g, ' '))
  }
}

main()
