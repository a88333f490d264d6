using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Sockets;
using System.Runtime.Serialization.Json;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using System.Xml;
using System.Xml.Linq;

namespace DukaCard
{
    /// <summary>Something did not work; what is known of the card is in Delivery.</summary>
    public sealed class DukaException : Exception
    {
        /// <summary>For a program: "card-absent", "token-refused", "unreachable" and others.</summary>
        public string Code { get; }

        /// <summary>"not-sent", "unknown" (the card may have acted), "answered"; null where no reader was asked.</summary>
        public string Delivery { get; }

        /// <summary>What to do, in English and in Chinese.</summary>
        public string RemedyEn { get; }

        public string RemedyZh { get; }

        internal DukaException(string code, string message, string delivery, string en, string zh, Exception cause = null)
            : base(message, cause)
        {
            Code = code;
            Delivery = delivery;
            RemedyEn = en;
            RemedyZh = zh;
        }
    }

    /// <summary>
    /// A card reader for a .NET program (Framework 4.5 or later, .NET 6 or later), by duka serve --http on the same
    /// machine. One file, no dependency. Framework: references System.Net.Http, System.Runtime.Serialization,
    /// System.Xml.Linq.
    /// <code>
    /// var duka = new Duka(token, "window 3"); // duka pair --program his
    /// var sale = await duka.DebitAsync("S-1", 1250); // integer fen
    /// </code>
    /// Objects of JSON are dictionaries, lists are lists, whole numbers are long. An answer that is lost is a
    /// DukaException whose Delivery is "unknown": ask again with the same ref, which never debits twice, and take no
    /// other payment yet. Any thread may call.
    /// </summary>
    public sealed class Duka : IDisposable
    {
        private readonly HttpClient http;
        private readonly string url;

        /// <param name="name">shown to others while this program has the reader</param>
        public Duka(string token, string name, string url = "http://127.0.0.1:4090")
        {
            this.url = url;
            // A proxy has no business between two programs of one machine.
            var handler = new HttpClientHandler { UseProxy = false, AllowAutoRedirect = false };
            // The service ends each call after 300 s.
            http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(330) };
            http.DefaultRequestHeaders.TryAddWithoutValidation("authorization", "Bearer " + token);
            http.DefaultRequestHeaders.TryAddWithoutValidation("x-duka-name", Uri.EscapeDataString(name));
        }

        /// <summary>
        /// Takes money once for each ref. "outcome" is "committed" (paid), "refused" (nothing was taken), "deferred",
        /// "undecided" or "manual" (take no other payment yet), "inProgress".
        /// </summary>
        public Task<IDictionary<string, object>> DebitAsync(string refOfSale, long amountFen)
        {
            return CallAsync("debit", new Dictionary<string, object> { { "ref", refOfSale }, { "amountFen", amountFen } });
        }

        /// <summary>"balanceFen"; or "refused" with "reason" and "reasonCode".</summary>
        public Task<IDictionary<string, object>> BalanceAsync()
        {
            return CallAsync("balance", new Dictionary<string, object>());
        }

        /// <summary>A national card function, such as Ldt33Async("iReadCardBas", 1): "code" and "pOutInfo".</summary>
        public Task<IDictionary<string, object>> Ldt33Async(string function, params object[] arguments)
        {
            return CallAsync("ldt33", new Dictionary<string, object> { { "function", function }, { "arguments", arguments } });
        }

        /// <summary>Any method with its parameters, as /openapi.json declares them.</summary>
        public async Task<IDictionary<string, object>> CallAsync(
            string method, IDictionary<string, object> parameters, CancellationToken cancel = default(CancellationToken))
        {
            var body = new StringBuilder();
            Write(body, parameters);
            IDictionary<string, object> answer;
            bool isDone;
            try
            {
                using (var content = new StringContent(body.ToString(), Encoding.UTF8, "application/json"))
                using (var response = await http.PostAsync(url + "/v1/" + method, content, cancel).ConfigureAwait(false))
                {
                    isDone = response.IsSuccessStatusCode;
                    answer = Read(await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false));
                }
            }
            catch (Exception cause) when (cause is HttpRequestException || cause is IOException || cause is XmlException
                || cause is OperationCanceledException)
            {
                throw new DukaException("unreachable", url + " does not answer: " + cause.Message,
                    WasRefused(cause) ? "not-sent" : "unknown",
                    "start duka serve --http; after a debit ask again with the same ref",
                    "请启动 duka serve --http；扣款请求请用同一单号再次查询", cause);
            }
            if (isDone) return answer;
            var error = Members(answer, "error");
            var remedy = Members(error, "remedy");
            throw new DukaException(Text(error, "code"), Text(error, "message"), Text(error, "delivery"),
                Text(remedy, "en"), Text(remedy, "zh"));
        }

        public void Dispose()
        {
            http.Dispose();
        }

        /// <summary>Before a byte went out; after that no one knows.</summary>
        private static bool WasRefused(Exception error)
        {
            for (var each = error; each != null; each = each.InnerException)
            {
                var socket = each as SocketException;
                if (socket != null) return socket.SocketErrorCode == SocketError.ConnectionRefused;
            }
            return false;
        }

        private static IDictionary<string, object> Members(IDictionary<string, object> of, string name)
        {
            object value;
            return of.TryGetValue(name, out value) && value is IDictionary<string, object>
                ? (IDictionary<string, object>)value
                : new Dictionary<string, object>();
        }

        private static string Text(IDictionary<string, object> of, string name)
        {
            object value;
            return of.TryGetValue(name, out value) ? value as string : null;
        }

        private static void Write(StringBuilder to, object value)
        {
            var members = value as IDictionary<string, object>;
            if (value == null) to.Append("null");
            else if (value is bool) to.Append((bool)value ? "true" : "false");
            else if (value is string) Quote(to, (string)value);
            else if (members != null)
            {
                to.Append('{');
                var at = 0;
                foreach (var member in members)
                {
                    if (at++ > 0) to.Append(',');
                    Quote(to, member.Key);
                    to.Append(':');
                    Write(to, member.Value);
                }
                to.Append('}');
            }
            else if (value is IEnumerable)
            {
                to.Append('[');
                var at = 0;
                foreach (var each in (IEnumerable)value)
                {
                    if (at++ > 0) to.Append(',');
                    Write(to, each);
                }
                to.Append(']');
            }
            else to.Append(Convert.ToString(value, CultureInfo.InvariantCulture));
        }

        private static void Quote(StringBuilder to, string text)
        {
            to.Append('"');
            foreach (var each in text)
            {
                if (each == '"' || each == '\\') to.Append('\\').Append(each);
                else if (each < ' ') to.Append("\\u").Append(((int)each).ToString("x4"));
                else to.Append(each);
            }
            to.Append('"');
        }

        /// <summary>By the reader of JSON that Framework and .NET both have; it tells JSON as elements with types.</summary>
        private static IDictionary<string, object> Read(byte[] json)
        {
            var quotas = new XmlDictionaryReaderQuotas { MaxDepth = 64, MaxStringContentLength = 64 * 1024 * 1024 };
            using (var reader = JsonReaderWriterFactory.CreateJsonReader(json, quotas))
            {
                var value = ValueOf(XElement.Load(reader)) as IDictionary<string, object>;
                if (value == null) throw new XmlException("the answer is no JSON object");
                return value;
            }
        }

        private static object ValueOf(XElement element)
        {
            switch ((string)element.Attribute("type"))
            {
                case "object":
                    // A name that is none of XML stands in an attribute.
                    return element.Elements().ToDictionary(
                        each => (string)each.Attribute("item") ?? each.Name.LocalName, ValueOf);
                case "array":
                    return element.Elements().Select(ValueOf).ToList();
                case "number":
                    long whole;
                    return long.TryParse(element.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out whole)
                        ? (object)whole
                        : double.Parse(element.Value, CultureInfo.InvariantCulture);
                case "boolean":
                    return element.Value == "true";
                case "null":
                    return null;
                default:
                    return element.Value;
            }
        }
    }

    /// <summary>A sale from the command line: Duka TOKEN REF FEN [URL]</summary>
    public static class Program
    {
        public static int Main(string[] words)
        {
            return Run(words).GetAwaiter().GetResult();
        }

        private static async Task<int> Run(string[] words)
        {
            Console.OutputEncoding = new UTF8Encoding(false);
            using (var duka = new Duka(words[0], "C#", words.Length > 3 ? words[3] : "http://127.0.0.1:4090"))
            {
                try
                {
                    Console.WriteLine((await duka.BalanceAsync())["balanceFen"]);
                    var sale = await duka.DebitAsync(words[1], long.Parse(words[2], CultureInfo.InvariantCulture));
                    Console.WriteLine(sale["outcome"] + " " + sale["tac"]);
                    Console.WriteLine(sale["receiptText"] ?? sale["reason"]);
                    Console.WriteLine((await duka.Ldt33Async("iReadCardBas", 1))["pOutInfo"]);
                    return 0;
                }
                catch (DukaException failure)
                {
                    Console.Error.WriteLine(failure.Code + " (" + failure.Delivery + "): " + failure.Message);
                    Console.Error.WriteLine(failure.RemedyZh);
                    return 1;
                }
            }
        }
    }
}
