// Signs and verifies for the tests with xml-crypto: the folder of its package, then a file of jobs; one answer a line.
const fs = require('fs')
const path = require('path')
const { SignedXml } = require(path.join(process.argv[2], 'node_modules', 'xml-crypto'))

const Signature = /<ds:Signature [\s\S]*<\/ds:Signature>/

function sign (template, out, key, certificate) {
  const wanted = template.match(Signature)[0]
  const algorithms = name => [...wanted.matchAll(new RegExp(`<ds:${name} Algorithm="([^"]*)"`, 'g'))].map(match => match[1])
  const uri = wanted.match(/URI="([^"]*)"/)[1]
  const engine = new SignedXml({
    privateKey: fs.readFileSync(key),
    publicCert: fs.readFileSync(certificate, 'utf8'),
    signatureAlgorithm: algorithms('SignatureMethod')[0],
    canonicalizationAlgorithm: algorithms('CanonicalizationMethod')[0]
  })
  engine.addReference({
    xpath: uri === '' ? '/*' : '//*[@Id]',
    isEmptyUri: uri === '',
    digestAlgorithm: algorithms('DigestMethod')[0],
    transforms: algorithms('Transform')
  })
  const contained = template.includes('<DigitalSignatures>')
  engine.computeSignature(template.replace(Signature, ''), { location: { reference: contained ? '/*/DigitalSignatures' : '/*', action: 'append' } })
  fs.writeFileSync(out, engine.getSignedXml())
  return 'ok'
}

function verify (xml, certificate) {
  const engine = new SignedXml({ publicCert: fs.readFileSync(certificate, 'utf8') })
  engine.loadSignature(xml.match(/<(ds:)?Signature [\s\S]*<\/(ds:)?Signature>/)[0])
  return engine.checkSignature(xml) ? 'ok' : 'no'
}

for (const line of fs.readFileSync(process.argv[3], 'utf8').split('\n').filter(line => line !== '')) {
  const [action, file, out, key, certificate] = line.split('\t')
  let answer
  try {
    const xml = fs.readFileSync(file, 'utf8')
    answer = action === 'sign' ? sign(xml, out, key, certificate) : verify(xml, certificate)
  } catch (failure) {
    answer = `no ${failure}`
  }
  console.log(answer.replace(/\n/g, ' '))
}
