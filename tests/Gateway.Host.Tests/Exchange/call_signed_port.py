"""Calls WSProcess of a running gateway with zeep, each call signed (body and time-stamp, SHA-256), and checks the signed replies.

usage: call_signed_port.py GATEWAY TOKEN KEY CERTIFICATE GATEWAY-CERTIFICATE OUT-DIR MESSAGE...
Four messages: BinarySignature and Signature, over SOAP 1.1 and 1.2. Writes the answers to OUT-DIR/N.xml; then shows that a reply
held against another certificate is refused.
"""
import datetime
import pathlib
import sys

import requests
import xmlsec
import zeep
from lxml import etree
from zeep.exceptions import SignatureVerificationFailed
from zeep.transports import Transport
from zeep.wsse import utils
from zeep.wsse.signature import BinarySignature, Signature

NAMESPACE = "{http://tempuri.org/}"
WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"


class Stamped:
    """Puts a time-stamp into the security header, which the signature then takes in, and verifies replies with the other side's certificate."""

    def __init__(self, signer, judge):
        self.signer = signer
        self.judge = judge

    def apply(self, envelope, headers):
        now = datetime.datetime.now(datetime.timezone.utc)
        stamp = etree.SubElement(utils.get_security_header(envelope), etree.QName(WSU, "Timestamp"), nsmap={"wsu": WSU})
        for name, moment in (("Created", now), ("Expires", now + datetime.timedelta(minutes=5))):
            etree.SubElement(stamp, etree.QName(WSU, name)).text = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
        return self.signer.apply(envelope, headers)

    def verify(self, envelope):
        return self.judge.verify(envelope)


def main(gateway, token, key, certificate, other, out, *messages):
    session = requests.Session()
    session.trust_env = False
    session.headers["Authorization"] = "Bearer " + token
    address = gateway + "/soap/payment"
    folder = pathlib.Path(out)
    methods = {"signature_method": xmlsec.constants.TransformRsaSha256, "digest_method": xmlsec.constants.TransformSha256}
    number = 0
    for kind in (BinarySignature, Signature):
        wsse = Stamped(kind(key, certificate, **methods), Signature(key, other))
        client = zeep.Client(address + "?wsdl", transport=Transport(session=session, timeout=30, operation_timeout=30), wsse=wsse)
        for binding in ("TTDTPortalSoap", "TTDTPortalSoap12"):
            port = client.create_service(NAMESPACE + binding, address)
            answer = port.WSProcess(publicKey="", msg=pathlib.Path(messages[number]).read_bytes().decode("utf-8"))
            (folder / ("%d.xml" % number)).write_bytes(answer.encode("utf-8"))
            number += 1
            print(kind.__name__, binding, "answered")
        wsse.judge = Signature(key, certificate)
        try:
            client.create_service(NAMESPACE + "TTDTPortalSoap", address).GetPublicKey()
        except SignatureVerificationFailed:
            print("refused the reply of another")
        else:
            sys.exit("a reply was accepted against another certificate")


if __name__ == "__main__":
    main(*sys.argv[1:])
