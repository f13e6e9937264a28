// @ts-check
/**
 * Licence keys as they are typed or lie in a file, one a line: what can be
 * sent of them, and in which parts.  Nothing here knows of the page.
 * @typedef {{key: string, line: number}} KeyLine line: from 1
 * @typedef {{line: number, why: "long" | "unseen"}} LineFault
 * @typedef {{keys: KeyLine[], twice: number[], faults: LineFault[]}} KeyText twice: the lines that repeat an earlier one
 */

/** As the server holds them; bytes of UTF-8. */
const KEY_BYTES = 500;
const PART_KEYS = 2000;
/** Below the megabyte that a request may have, quotes and commas included. */
const PART_BYTES = 900_000;
export const FILE_BYTES = 1_000_000;

const ENDS = /^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu;
const UNSEEN = /\p{Cc}/u;
const HEADING = /^((licen[cs]e|product|activation|serial)[ _-]?)?(licen[cs]e|keys?|codes?|serials?|numbers?)$|^(许可证|授权|激活|产品)?(密钥|序列号|激活码|授权码)$/i;
const encoder = new TextEncoder();

/** @param {string} text */
const bytesOf = (text) => encoder.encode(text).length;

/** @param {string} text @returns {KeyText} */
export function readKeys(text) {
	/** @type {KeyText} */
	const found = { keys: [], twice: [], faults: [] };
	/** @type {Set<string>} */
	const seen = new Set();
	for (const [i, whole] of text.split(/\r\n|[\n\r]/).entries()) {
		const key = whole.replace(ENDS, "");
		const line = i + 1;
		if (!key)
			continue;
		if (UNSEEN.test(key))
			found.faults.push({ line, why: "unseen" });
		else if (bytesOf(key) > KEY_BYTES)
			found.faults.push({ line, why: "long" });
		else if (seen.has(key))
			found.twice.push(line);
		else
			found.keys.push({ key, line });
		seen.add(key);
	}
	return found;
}

/** What fits into one request each. @param {KeyLine[]} keys */
export function partsOf(keys) {
	/** @type {KeyLine[][]} */
	const parts = [];
	let bytes = Infinity;
	for (const it of keys) {
		const more = bytesOf(JSON.stringify(it.key)) + 1;
		if (bytes + more > PART_BYTES || (parts.at(-1)?.length ?? 0) === PART_KEYS) {
			parts.push([]);
			bytes = 0;
		}
		parts.at(-1)?.push(it);
		bytes += more;
	}
	return parts;
}

/** The sign between the columns, by the first record. @param {string} text */
const separatorOf = (text) => /[,;\t]/.exec(text.replace(/"(?:[^"]|"")*"/g, "").split(/[\r\n]/, 1)[0])?.[0] ?? "";

/**
 * The first column of a CSV file (RFC 4180; also by semicolons or tabs), a
 * line each, and its heading if it has one.
 * @param {string} text
 */
function firstColumn(text) {
	const separator = separatorOf(text);
	const plain = separator ? `[^${separator}\\r\\n]*` : "[^\\r\\n]*";
	const record = new RegExp(`(?:"((?:[^"]|"")*)"|(${plain}))[^\\r\\n]*(?:\\r\\n|[\\r\\n]|$)`, "y");
	const cells = [];
	for (let match; record.lastIndex < text.length && (match = record.exec(text));)
		cells.push(match[1]?.replaceAll('""', '"') ?? match[2]);
	const heading = HEADING.test(cells[0]?.trim() ?? "") ? cells.shift()?.trim() ?? "" : "";
	return { cells, heading };
}

/** By its byte order mark, else UTF-8; "" if it is no text. @param {Uint8Array} bytes */
function decoded(bytes) {
	const mark = (bytes[0] ?? 0) << 8 | (bytes[1] ?? 0);
	try {
		const text = new TextDecoder(mark === 0xfffe ? "utf-16le" : mark === 0xfeff ? "utf-16be" : "utf-8", { fatal: true }).decode(bytes);
		return text.includes("\0") ? "" : text;
	} catch {
		return "";
	}
}

/**
 * The keys of a file, a line each.
 * @param {File} file
 * @returns {Promise<{text: string, heading: string, fault: "" | "kind" | "size" | "text" | "empty" | "lines"}>}
 */
export async function readFile(file) {
	const is = (/** @type {string} */ end, /** @type {string} */ type) => file.name.toLowerCase().endsWith(end) || file.type === type;
	const csv = is(".csv", "text/csv");
	/** @param {"kind" | "size" | "text" | "empty" | "lines"} fault */
	const bad = (fault) => ({ text: "", heading: "", fault });
	if (!csv && !is(".txt", "text/plain"))
		return bad("kind");
	if (file.size > FILE_BYTES)
		return bad("size");
	const text = decoded(new Uint8Array(await file.arrayBuffer()));
	if (!text)
		return bad(file.size ? "text" : "empty");
	const { cells, heading } = csv ? firstColumn(text) : { cells: [text], heading: "" };
	if (csv && cells.some((cell) => /[\r\n]/.test(cell.trim())))
		return bad("lines");
	const lines = cells.join("\n").trim();
	return lines ? { text: lines, heading, fault: "" } : bad("empty");
}
