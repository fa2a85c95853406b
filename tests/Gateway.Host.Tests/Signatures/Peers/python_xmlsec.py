"""Signs and verifies for the tests with python-xmlsec and lxml: a file of jobs, one answer a line."""
import sys

import xmlsec
from lxml import etree


def answer(action, document, out, key, certificate):
    # Read here: once the library is at work, the parser no longer opens files.
    with open(document, "rb") as source:
        tree = etree.ElementTree(etree.fromstring(source.read()))
    xmlsec.tree.add_ids(tree.getroot(), ["Id"])
    signature = xmlsec.tree.find_node(tree.getroot(), xmlsec.constants.NodeSignature)
    context = xmlsec.SignatureContext()
    if action == "sign":
        context.key = xmlsec.Key.from_file(key, xmlsec.constants.KeyDataFormatPem)
        context.sign(signature)
        tree.write(out, encoding="utf-8")
    else:
        context.key = xmlsec.Key.from_file(certificate, xmlsec.constants.KeyDataFormatCertPem)
        context.verify(signature)
    return "ok"


with open(sys.argv[1], encoding="utf-8") as jobs:
    for line in jobs:
        try:
            print(answer(*line.rstrip("\n").split("\t")))
        except Exception as failure:
            print("no " + repr(failure).replace("\n", " "))
