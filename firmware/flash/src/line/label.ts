/** The label of a unit that has passed: for a browser or drawing program as SVG, for label printers as ZPL. */
import { encode } from "uqr";

type LabelText = {
  readonly serialNumber: string;
  readonly board: string;
  readonly boardRevision: string | undefined;
  readonly firmwareVersion: string;
  readonly sha256: string;
};

/** Millimetres: a common roll. */
const WIDTH_MM = 50;
const HEIGHT_MM = 25;
const QR_MM = 21;
const MARGIN_MM = 2;
/** Dots per millimetre of the usual 203 dpi printer. */
const DOTS_PER_MM = 8;
/** Hexadecimal digits of the hash that a person compares. */
const HASH_SHOWN = 16;

/** What the QR code says: serial number and hash of the firmware that the unit left with. */
function labelCode({ serialNumber, sha256 }: LabelText): string {
  return `DUKA:${serialNumber}:${sha256}`;
}

function linesOf({
  serialNumber,
  board,
  boardRevision,
  firmwareVersion,
  sha256,
}: LabelText): readonly string[] {
  return [
    serialNumber,
    boardRevision === undefined ? board : `${board} ${boardRevision}`,
    `firmware ${firmwareVersion}`,
    sha256.slice(0, HASH_SHOWN),
  ];
}

export function labelSvg(label: LabelText): string {
  const { size, data } = encode(labelCode(label), { ecc: "M", border: 0 });
  const dot = QR_MM / size;
  const path = data
    .flatMap((row, y) =>
      row.map((dark, x) =>
        dark ? `M${round(x * dot)} ${round(y * dot)}h${round(dot)}v${round(dot)}h-${round(dot)}z` : "",
      ),
    )
    .join("");
  const left = MARGIN_MM + QR_MM + MARGIN_MM;
  const room = WIDTH_MM - left - MARGIN_MM;
  const text = linesOf(label)
    .map((line, at) => {
      // Monospaced: a character is 0.6 of its height wide; a long one is made narrower, never cut.
      const heightMm = at === 0 ? 3.4 : 2.6;
      const isLong = line.length * heightMm * 0.6 > room;
      return `<text x="${left}" y="${round(5.5 + at * 5)}" font-size="${heightMm}"${isLong ? ` textLength="${room}" lengthAdjust="spacingAndGlyphs"` : ""}>${escaped(line)}</text>`;
    })
    .join("\n");
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH_MM}mm" height="${HEIGHT_MM}mm" viewBox="0 0 ${WIDTH_MM} ${HEIGHT_MM}">
<rect width="${WIDTH_MM}" height="${HEIGHT_MM}" fill="#fff"/>
<path transform="translate(${MARGIN_MM} ${MARGIN_MM})" d="${path}"/>
<g font-family="monospace">
${text}
</g>
</svg>
`;
}

export function labelZpl(label: LabelText): string {
  const dots = (mm: number): number => Math.round(mm * DOTS_PER_MM);
  const left = dots(MARGIN_MM + QR_MM + MARGIN_MM);
  const lines = linesOf(label).map((line, at) => {
    const height = dots(at === 0 ? 3.4 : 2.6);
    // Width of a character, so that the longest line stays on the label.
    const width = Math.min(
      Math.round(height * 0.6),
      Math.floor((dots(WIDTH_MM - MARGIN_MM) - left) / line.length),
    );
    return `^FO${left},${dots(3 + at * 5)}^A0N,${height},${width}^FD${line}^FS`;
  });
  return [
    "^XA",
    `^PW${dots(WIDTH_MM)}`,
    `^LL${dots(HEIGHT_MM)}`,
    `^FO${dots(MARGIN_MM)},${dots(MARGIN_MM)}^BQN,2,4^FDMA,${labelCode(label)}^FS`,
    ...lines,
    "^XZ",
    "",
  ].join("\n");
}

/** Letters, digits and a few signs are all that comes here. Still nothing is taken for markup. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function round(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}
