// A webhook receiver: verifies the signature, then prints the event.
// RECADO_WEBHOOK_SECRET=whsec_… java receiver.java
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

class Receiver {
    static final long TOLERANCE_SECONDS = 300;

    static boolean isSigned(byte[] key, Headers headers, byte[] body) throws GeneralSecurityException, IOException {
        String id = Objects.requireNonNullElse(headers.getFirst("webhook-id"), "");
        String timestamp = Objects.requireNonNullElse(headers.getFirst("webhook-timestamp"), "");
        if (!timestamp.matches("\\d{1,12}")) return false;
        if (Math.abs(Instant.now().getEpochSecond() - Long.parseLong(timestamp)) > TOLERANCE_SECONDS) return false;
        var signed = new ByteArrayOutputStream();
        signed.write((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
        signed.write(body);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        String expected = "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.toByteArray()));
        for (String given : Objects.requireNonNullElse(headers.getFirst("webhook-signature"), "").split(" ")) {
            if (MessageDigest.isEqual(expected.getBytes(), given.getBytes())) return true;
        }
        return false;
    }

    public static void main(String[] arguments) throws IOException {
        byte[] key = Base64.getDecoder().decode(System.getenv("RECADO_WEBHOOK_SECRET").replaceFirst("^whsec_", ""));
        int port = Integer.parseInt(Objects.requireNonNullElse(System.getenv("PORT"), "4000"));
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Headers headers = exchange.getRequestHeaders();
            try (exchange) {
                boolean isOurs = isSigned(key, headers, body);
                // Store it here under its eventId, since it may arrive again; of a batch, a JSON array, each event under
                // its own. Answer first, work afterwards.
                exchange.sendResponseHeaders(isOurs ? 200 : 401, -1);
                if (isOurs) System.out.println(headers.getFirst("x-recado-event") + " " + headers.getFirst("webhook-id"));
            } catch (GeneralSecurityException error) {
                throw new IOException(error);
            }
        });
        server.start();
    }
}
