import java.io.FileOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.xml.security.signature.XMLSignature;
import org.apache.xml.security.transforms.Transforms;
import org.apache.xml.security.utils.XMLUtils;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** Signs and verifies for the tests with Apache Santuario: a file of jobs, one answer a line. */
public class Santuario {
    private static final String DSIG = "http://www.w3.org/2000/09/xmldsig#";
    private static final String UTILITY = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";

    public static void main(String[] arguments) throws Exception {
        org.apache.xml.security.Init.init();
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            String[] job = line.split("\t");
            String answer;
            try {
                answer = job[0].equals("sign") ? sign(job) : verify(job);
            } catch (Exception failure) {
                answer = "no " + failure;
            }
            System.out.println(answer.replace('\n', ' '));
        }
    }

    private static String sign(String[] job) throws Exception {
        Document document = read(job[1]);
        Element template = find(document);
        XMLSignature signature = new XMLSignature(document, "", algorithm(template, "SignatureMethod", 0), algorithm(template, "CanonicalizationMethod", 0));
        template.getParentNode().replaceChild(signature.getElement(), template);
        if (template.hasAttribute("Id")) {
            signature.setId(template.getAttribute("Id"));
        }
        for (Element object : children(template, "Object")) {
            signature.getElement().appendChild(object);
        }
        for (Element reference : children(children(template, "SignedInfo").get(0), "Reference")) {
            refer(signature, document, reference);
        }
        Element named = children(template, "KeyInfo").get(0);
        if (named.getElementsByTagNameNS(DSIG, "X509Data").getLength() > 0) {
            signature.addKeyInfo(certificate(job[4]));
        } else {
            signature.getElement().appendChild(named);
        }
        signature.sign(key(job[3]));
        try (FileOutputStream out = new FileOutputStream(job[2])) {
            XMLUtils.outputDOM(document, out);
        }
        return "ok";
    }

    private static void refer(XMLSignature signature, Document document, Element reference) throws Exception {
        Transforms transforms = new Transforms(document);
        NodeList steps = reference.getElementsByTagNameNS(DSIG, "Transform");
        for (int i = 0; i < steps.getLength(); i++) {
            NodeList parameters = steps.item(i).getChildNodes();
            if (parameters.getLength() == 0) {
                transforms.addTransform(algorithm(reference, "Transform", i));
            } else {
                transforms.addTransform(algorithm(reference, "Transform", i), (Element) parameters.item(0));
            }
        }
        String type = reference.hasAttribute("Type") ? reference.getAttribute("Type") : null;
        signature.addDocument(reference.getAttribute("URI"), transforms, algorithm(reference, "DigestMethod", 0), null, type);
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (name.equals(child.getLocalName()) && DSIG.equals(child.getNamespaceURI())) {
                found.add((Element) child);
            }
        }
        return found;
    }

    private static String verify(String[] job) throws Exception {
        return new XMLSignature(find(read(job[1])), "", false).checkSignatureValue(certificate(job[4])) ? "ok" : "no";
    }

    private static X509Certificate certificate(String file) throws Exception {
        try (var in = Files.newInputStream(Path.of(file))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static String algorithm(Element template, String name, int index) {
        return ((Element) template.getElementsByTagNameNS(DSIG, name).item(index)).getAttribute("Algorithm");
    }

    private static Document read(String file) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        Document document = factory.newDocumentBuilder().parse(Path.of(file).toFile());
        NodeList all = document.getElementsByTagName("*");
        for (int i = 0; i < all.getLength(); i++) {
            Element element = (Element) all.item(i);
            if (element.hasAttribute("Id")) {
                element.setIdAttribute("Id", true);
            }
            if (element.hasAttributeNS(UTILITY, "Id")) {
                element.setIdAttributeNS(UTILITY, "Id", true);
            }
        }
        return document;
    }

    private static Element find(Document document) {
        return (Element) document.getElementsByTagNameNS(DSIG, "Signature").item(0);
    }

    private static PrivateKey key(String file) throws Exception {
        String text = Files.readString(Path.of(file)).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(text));
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(encoded);
        } catch (java.security.spec.InvalidKeySpecException other) {
            return KeyFactory.getInstance("EC").generatePrivate(encoded);
        }
    }
}
