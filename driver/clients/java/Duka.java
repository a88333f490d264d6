import java.io.IOException;
import java.net.ConnectException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A card reader for a Java program (11 or later), by duka serve --http on the same machine. One file, no dependency.
 *
 * <pre>
 * Duka duka = new Duka(token, "window 3"); // duka pair --program his
 * Map&lt;String, Object&gt; sale = duka.debit("S-1", 1250); // integer fen
 * </pre>
 *
 * Objects of JSON are maps, lists are lists, whole numbers are Long. An answer that is lost is a Duka.Failure whose
 * delivery is "unknown": ask again with the same ref, which never debits twice, and take no other payment yet. Any
 * thread may call.
 */
public final class Duka {
    /** The service ends each call after 300 s. */
    private static final Duration TIMEOUT = Duration.ofSeconds(330);

    private final String url;
    private final String token;
    private final String name;
    private final HttpClient http = HttpClient.newBuilder()
            .proxy(ProxySelector.of(null)) // a proxy has no business between two programs of one machine
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** @param name shown to others while this program has the reader */
    public Duka(String token, String name) {
        this("http://127.0.0.1:4090", token, name);
    }

    public Duka(String url, String token, String name) {
        this.url = url;
        this.token = token;
        this.name = name;
    }

    /** Something did not work; what is known of the card is in delivery. */
    public static final class Failure extends IOException {
        private static final long serialVersionUID = 1L;
        /** For a program: "card-absent", "token-refused", "unreachable" and others. */
        public final String code;
        /** "not-sent", "unknown" (the card may have acted), "answered"; null where no reader was asked. */
        public final String delivery;
        /** What to do, in English and in Chinese. */
        public final String remedyEn;
        public final String remedyZh;

        Failure(String code, String message, String delivery, String remedyEn, String remedyZh) {
            super(message);
            this.code = code;
            this.delivery = delivery;
            this.remedyEn = remedyEn;
            this.remedyZh = remedyZh;
        }
    }

    /**
     * Takes money once for each ref. "outcome" is "committed" (paid), "refused" (nothing was taken), "deferred",
     * "undecided" or "manual" (take no other payment yet), "inProgress".
     */
    public Map<String, Object> debit(String ref, long amountFen) throws Failure, InterruptedException {
        return call("debit", Map.of("ref", ref, "amountFen", amountFen));
    }

    /** "balanceFen"; or "refused" with "reason" and "reasonCode". */
    public Map<String, Object> balance() throws Failure, InterruptedException {
        return call("balance", Map.of());
    }

    /** A national card function, such as ldt33("iReadCardBas", 1): "code" and "pOutInfo". */
    public Map<String, Object> ldt33(String function, Object... arguments) throws Failure, InterruptedException {
        return call("ldt33", Map.of("function", function, "arguments", List.of(arguments)));
    }

    /** Any method with its parameters, as /openapi.json declares them. */
    public Map<String, Object> call(String method, Map<String, ?> params) throws Failure, InterruptedException {
        StringBuilder body = new StringBuilder();
        write(body, params);
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/v1/" + method))
                .timeout(TIMEOUT)
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json")
                .header("x-duka-name", URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"))
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        HttpResponse<String> response;
        Map<String, Object> answer;
        try {
            response = http.send(request, HttpResponse.BodyHandlers.ofString());
            answer = object(new Reader(response.body()).all());
        } catch (IOException | IllegalArgumentException cause) {
            // Refused before a byte went out; after that no one knows.
            String delivery = cause instanceof ConnectException ? "not-sent" : "unknown";
            Failure failure = new Failure("unreachable", url + " does not answer: " + cause, delivery,
                    "start duka serve --http; after a debit ask again with the same ref",
                    "请启动 duka serve --http；扣款请求请用同一单号再次查询");
            failure.initCause(cause);
            throw failure;
        }
        if (response.statusCode() == 200) return answer;
        Map<String, Object> error = object(answer.get("error"));
        Map<String, Object> remedy = object(error.get("remedy"));
        throw new Failure(text(error.get("code")), text(error.get("message")), text(error.get("delivery")),
                text(remedy.get("en")), text(remedy.get("zh")));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object value) {
        return value instanceof Map ? (Map<String, Object>) value : Map.of();
    }

    private static String text(Object value) {
        return value == null ? null : value.toString();
    }

    private static void write(StringBuilder to, Object value) {
        if (value == null || value instanceof Boolean || value instanceof Number) {
            to.append(value);
        } else if (value instanceof Map) {
            char before = '{';
            if (((Map<?, ?>) value).isEmpty()) to.append(before);
            for (Map.Entry<?, ?> member : ((Map<?, ?>) value).entrySet()) {
                to.append(before);
                quote(to, member.getKey().toString());
                to.append(':');
                write(to, member.getValue());
                before = ',';
            }
            to.append('}');
        } else if (value instanceof List) {
            char before = '[';
            if (((List<?>) value).isEmpty()) to.append(before);
            for (Object each : (List<?>) value) {
                to.append(before);
                write(to, each);
                before = ',';
            }
            to.append(']');
        } else {
            quote(to, value.toString());
        }
    }

    private static void quote(StringBuilder to, String text) {
        to.append('"');
        for (char each : text.toCharArray()) {
            if (each == '"' || each == '\\') to.append('\\').append(each);
            else if (each < ' ') to.append(String.format("\\u%04x", (int) each));
            else to.append(each);
        }
        to.append('"');
    }

    /** JSON, which this Java has not: at most 64 levels deep. */
    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        Object all() {
            Object value = value(0);
            if (peek() != 0) throw new IllegalArgumentException("text behind the JSON");
            return value;
        }

        private Object value(int depth) {
            if (depth > 64) throw new IllegalArgumentException("JSON too deep");
            char first = peek();
            if (first == '{') {
                Map<String, Object> members = new LinkedHashMap<>();
                for (boolean more = open('}'); more; more = next('}')) {
                    peek();
                    String name = string();
                    take(':');
                    members.put(name, value(depth + 1));
                }
                return members;
            }
            if (first == '[') {
                List<Object> items = new ArrayList<>();
                for (boolean more = open(']'); more; more = next(']')) items.add(value(depth + 1));
                return items;
            }
            if (first == '"') return string();
            int begin = at;
            while (at < text.length() && "+-.0123456789Eaeflnrstu".indexOf(text.charAt(at)) >= 0) at++;
            String word = text.substring(begin, at);
            if (word.equals("null")) return null;
            if (word.equals("true") || word.equals("false")) return word.equals("true");
            if (word.matches("-?\\d+")) return Long.valueOf(word);
            return Double.valueOf(word);
        }

        private boolean open(char end) {
            at++;
            if (peek() != end) return true;
            at++;
            return false;
        }

        private boolean next(char end) {
            if (peek() == end) {
                at++;
                return false;
            }
            take(',');
            return true;
        }

        private void take(char wanted) {
            if (peek() != wanted) throw new IllegalArgumentException("no JSON at " + at);
            at++;
        }

        /** The next character that is no space; 0 at the end. */
        private char peek() {
            while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
            return at < text.length() ? text.charAt(at) : 0;
        }

        private String string() {
            take('"');
            StringBuilder read = new StringBuilder();
            while (at < text.length()) {
                char each = text.charAt(at++);
                if (each == '"') return read.toString();
                read.append(each == '\\' ? escaped() : each);
            }
            throw new IllegalArgumentException("a text of the JSON has no end");
        }

        private char escaped() {
            if (at >= text.length()) throw new IllegalArgumentException("a text of the JSON has no end");
            char each = text.charAt(at++);
            int simple = "bfnrt".indexOf(each);
            if (simple >= 0) return "\b\f\n\r\t".charAt(simple);
            if (each != 'u') return each;
            if (at + 4 > text.length()) throw new IllegalArgumentException("a text of the JSON has no end");
            at += 4;
            return (char) Integer.parseInt(text.substring(at - 4, at), 16);
        }
    }

    /** A sale from the command line: java Duka.java TOKEN REF FEN [URL] */
    public static void main(String[] words) throws InterruptedException {
        String url = words.length > 3 ? words[3] : "http://127.0.0.1:4090";
        Duka duka = new Duka(url, words[0], "Java");
        try {
            System.out.println(duka.balance().get("balanceFen"));
            Map<String, Object> sale = duka.debit(words[1], Long.parseLong(words[2]));
            System.out.println(sale.get("outcome") + " " + sale.get("tac"));
            System.out.println(sale.get("receiptText") == null ? sale.get("reason") : sale.get("receiptText"));
            System.out.println(duka.ldt33("iReadCardBas", 1).get("pOutInfo"));
        } catch (Failure failure) {
            System.err.println(failure.code + " (" + failure.delivery + "): " + failure.getMessage());
            System.err.println(failure.remedyZh);
            System.exit(1);
        }
    }
}
