import java.io.StringWriter;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.ws.security.WSConstants;
import org.apache.ws.security.WSEncryptionPart;
import org.apache.ws.security.WSSConfig;
import org.apache.ws.security.WSSecurityEngine;
import org.apache.ws.security.WSSecurityEngineResult;
import org.apache.ws.security.WSSecurityException;
import org.apache.ws.security.components.crypto.Merlin;
import org.apache.ws.security.message.WSSecHeader;
import org.apache.ws.security.message.WSSecSignature;
import org.apache.ws.security.message.WSSecTimestamp;
import org.apache.ws.security.util.WSSecurityUtil;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * Calls WSProcess of a running gateway with Apache WSS4J over both SOAP versions, each call signed (body and time-stamp), and checks the signed replies; a
 * reply that was changed must be refused. Arguments: gateway, token, key, certificate, the gateway's certificate, folder for answers, two messages.
 */
public class Wss4jCaller {
    private static final String[] VERSIONS = {"http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"};
    private static final String ACTION = "http://tempuri.org/WSProcess";
    private static final WSSConfig CONFIG = WSSConfig.getNewInstance();

    public static void main(String[] arguments) throws Exception {
        CONFIG.setWsiBSPCompliant(false);
        for (int i = 0; i < VERSIONS.length; i++) {
            Document call = signed(VERSIONS[i], Files.readString(Path.of(arguments[6 + i])), arguments[2], arguments[3]);
            String reply = post(arguments[0] + "/soap/payment", arguments[1], VERSIONS[i], text(call));
            Document answered = read(reply);
            verify(answered, arguments[4], VERSIONS[i]);
            Files.writeString(Path.of(arguments[5], i + ".xml"), answered.getElementsByTagNameNS("http://tempuri.org/", "WSProcessResult").item(0).getTextContent());
            try {
                verify(read(reply.replace("WSProcessResult>", "WSProcessResult> ")), arguments[4], VERSIONS[i]);
            } catch (WSSecurityException expected) {
                System.out.println(VERSIONS[i] + " answered");
                continue;
            }
            throw new IllegalStateException("a reply that was changed was accepted");
        }
    }

    private static Document signed(String version, String message, String key, String certificate) throws Exception {
        Document document = read("<s:Envelope xmlns:s=\"" + version + "\"><s:Body><WSProcess xmlns=\"http://tempuri.org/\"><publicKey/><msg/></WSProcess></s:Body></s:Envelope>");
        document.getElementsByTagName("msg").item(0).setTextContent(message);
        WSSecHeader header = new WSSecHeader();
        header.insertSecurityHeader(document);
        WSSecTimestamp stamp = new WSSecTimestamp(CONFIG);
        stamp.setTimeToLive(300);
        stamp.build(document, header);
        WSSecSignature signature = new WSSecSignature(CONFIG);
        signature.setUserInfo("caller", "");
        signature.setKeyIdentifierType(WSConstants.BST_DIRECT_REFERENCE);
        signature.setSignatureAlgorithm("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256");
        signature.setDigestAlgo("http://www.w3.org/2001/04/xmlenc#sha256");
        signature.setParts(List.of(new WSEncryptionPart("Body", version, "Content"), new WSEncryptionPart("Timestamp", WSConstants.WSU_NS, "")));
        return signature.build(document, crypto(key, certificate), header);
    }

    private static void verify(Document document, String certificate, String version) throws Exception {
        WSSecurityEngine engine = new WSSecurityEngine();
        engine.setWssConfig(CONFIG);
        List<WSSecurityEngineResult> results = engine.processSecurityHeader(document, null, null, crypto(null, certificate));
        WSSecurityEngineResult signature = WSSecurityUtil.fetchActionResult(results, WSConstants.SIGN);
        String body = ((Element) document.getElementsByTagNameNS(version, "Body").item(0)).getAttributeNS(WSConstants.WSU_NS, "Id");
        boolean covered = ((List<?>) signature.get(WSSecurityEngineResult.TAG_DATA_REF_URIS)).stream()
            .anyMatch(reference -> ((org.apache.ws.security.WSDataRef) reference).getWsuId().endsWith(body));
        if (!covered) {
            throw new IllegalStateException("the body of the reply is not signed");
        }
    }

    private static Merlin crypto(String key, String certificate) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        Certificate own;
        try (var in = Files.newInputStream(Path.of(certificate))) {
            own = CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        if (key == null) {
            store.setCertificateEntry("other", own);
        } else {
            byte[] encoded = Base64.getDecoder().decode(Files.readString(Path.of(key)).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", ""));
            store.setKeyEntry("caller", KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded)), new char[0], new Certificate[] {own});
        }
        Merlin crypto = new Merlin();
        crypto.setKeyStore(store);
        return crypto;
    }

    private static String post(String address, String token, String version, String body) throws Exception {
        HttpURLConnection connection = (HttpURLConnection) URI.create(address).toURL().openConnection();
        connection.setDoOutput(true);
        connection.setRequestProperty("Authorization", "Bearer " + token);
        if (version.equals(VERSIONS[0])) {
            connection.setRequestProperty("Content-Type", "text/xml; charset=utf-8");
            connection.setRequestProperty("SOAPAction", "\"" + ACTION + "\"");
        } else {
            connection.setRequestProperty("Content-Type", "application/soap+xml; charset=utf-8; action=\"" + ACTION + "\"");
        }
        connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        if (connection.getResponseCode() != 200) {
            throw new IllegalStateException(connection.getResponseCode() + " " + new String(connection.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
        }
        return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static Document read(String xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(new java.io.ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }

    private static String text(Document document) throws Exception {
        StringWriter text = new StringWriter();
        var transformer = TransformerFactory.newInstance().newTransformer();
        transformer.setOutputProperty("omit-xml-declaration", "yes");
        transformer.transform(new DOMSource(document), new StreamResult(text));
        return text.toString();
    }
}
