"""Calls WSProcess of a running gateway with zeep over SOAP 1.1 and 1.2.

usage: call_payment_port.py GATEWAY TOKEN MESSAGE-11 MESSAGE-12 OUT-DIR
Reads the contract from the gateway; writes the answers to OUT-DIR/11.xml and OUT-DIR/12.xml and the key to OUT-DIR/key.txt.
"""
import pathlib
import sys

import requests
import zeep
from zeep.transports import Transport

NAMESPACE = "{http://tempuri.org/}"


def main(gateway, token, message_11, message_12, out):
    session = requests.Session()
    session.trust_env = False
    session.headers["Authorization"] = "Bearer " + token
    address = gateway + "/soap/payment"
    client = zeep.Client(address + "?wsdl", transport=Transport(session=session, timeout=30, operation_timeout=30))
    folder = pathlib.Path(out)
    for version, binding, message in (("11", "TTDTPortalSoap", message_11), ("12", "TTDTPortalSoap12", message_12)):
        port = client.create_service(NAMESPACE + binding, address)
        text = pathlib.Path(message).read_bytes().decode("utf-8")
        answer = port.WSProcess(publicKey="", msg=text)
        (folder / (version + ".xml")).write_bytes(answer.encode("utf-8"))
        (folder / "key.txt").write_text(port.GetPublicKey())
        print(version, "answered")


if __name__ == "__main__":
    main(*sys.argv[1:])
