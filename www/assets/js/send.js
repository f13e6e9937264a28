// @ts-check
/**
 * Files on their way to the server: a picture in one go, evidence in pieces,
 * so that a broken connection loses one piece and not the file.
 * @typedef {import("./types").Upload} Upload
 */
import { Problem, address, call, getCsrf, pause, problemOf } from "./api.js";

const PIECE_BYTES = 256 * 1024;
const PIECE_MS = 60_000;
const TRIES = 4;
const RETRY_MS = 500;
const BEGUN = "souk-upload";

/**
 * A picture of a listing; fetch() cannot tell how far it has come.
 * @param {string} kind
 * @param {File} file
 * @param {(part: number) => void} progress 0 to 1
 * @returns {Promise<{file: string, url: string, width: number, height: number}>}
 */
export const upload = (kind, file, progress) => new Promise((resolve, reject) => {
	const [method, url] = address("upload", { kind });
	const request = new XMLHttpRequest();
	request.open(method, url);
	request.responseType = "json";
	request.setRequestHeader("Accept", "application/json");
	request.setRequestHeader("Content-Type", file.type);
	request.setRequestHeader("X-Souk-CSRF", getCsrf());
	request.upload.addEventListener("progress", (event) => progress(event.lengthComputable ? event.loaded / event.total : 0));
	request.addEventListener("error", () => reject(new Problem(0, {})));
	request.addEventListener("load", () => request.status < 300 && request.response
		? resolve(request.response) : reject(new Problem(request.status, request.response ?? {})));
	request.send(file);
});

/** @param {ArrayBuffer} bytes */
const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** The SHA-256 of a file, which the server checks in its turn. @param {File} file */
export const hashOf = async (file) => hex(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));

/** @param {string} handover @param {File} file @param {string} hash */
const keyOf = (handover, file, hash) => `${BEGUN} ${handover} ${hash} ${file.name}`;

/** What was begun and not finished, for the same file chosen again after a reload. @param {string} key @param {string | null} [id] */
function begun(key, id) {
	try {
		if (id)
			sessionStorage.setItem(key, id);
		else if (id === null)
			sessionStorage.removeItem(key);
		return sessionStorage.getItem(key) ?? "";
	} catch {
		return ""; // not kept then: it begins anew
	}
}

/** The names of what was begun for a handover and is not finished. @param {string} handover @returns {string[]} */
export function unfinished(handover) {
	const start = `${BEGUN} ${handover} `;
	try {
		return Object.keys(sessionStorage).filter((key) => key.startsWith(start)).map((key) => key.slice(start.length).replace(/^\S+ /, ""));
	} catch {
		return [];
	}
}

/** @param {string} upload @param {Blob} piece @param {number} from @param {AbortSignal} signal @returns {Promise<Upload>} */
async function put(upload, piece, from, signal) {
	const [method, url] = address("sendPiece", { upload, from });
	const headers = { Accept: "application/json", "Content-Type": "application/octet-stream", "X-Souk-CSRF": getCsrf() };
	let response;
	try {
		response = await fetch(url, { method, headers, body: piece, credentials: "same-origin", signal: AbortSignal.any([signal, AbortSignal.timeout(PIECE_MS)]) });
	} catch {
		signal.throwIfAborted();
		throw new Problem(0, {});
	}
	if (!response.ok)
		throw await problemOf(response);
	return response.json();
}

/**
 * What is there already of the file, or a new upload of it.
 * @param {string} handover
 * @param {File} file
 * @param {string} hash
 * @returns {Promise<Upload>}
 */
async function begin(handover, file, hash) {
	const key = keyOf(handover, file, hash);
	const id = begun(key);
	if (id) {
		try {
			return await call("uploadState", { upload: id });
		} catch (fault) {
			if (!(fault instanceof Problem) || fault.status !== 404)
				throw fault;
		}
	}
	/** @type {Upload} */
	const made = await call("beginUpload", {}, { body: { handover, name: file.name, bytes: file.size, hash } });
	begun(key, made.id);
	return made;
}

/** Where the server says that it goes on. @param {unknown} fault */
const goesOnAt = (fault) => fault instanceof Problem && fault.status === 409
	? /** @type {{received?: number}} */ (fault.document).received : undefined;

/** @param {unknown} fault */
const isPassing = (fault) => fault instanceof Problem && (fault.status === 0 || fault.status === 503);

/**
 * Sends a file of evidence, or what is missing of it.
 * @param {string} handover
 * @param {File} file
 * @param {string} hash
 * @param {(bytes: number) => void} progress
 * @param {AbortSignal} signal stops it; the same call goes on later
 * @returns {Promise<string>} the file's id
 */
export async function sendPieces(handover, file, hash, progress, signal) {
	let { id, received } = await begin(handover, file, hash);
	for (let tries = 1; ;) {
		progress(received);
		try {
			const now = await put(id, file.slice(received, received + PIECE_BYTES), received, signal);
			if (now.file) {
				begun(keyOf(handover, file, hash), null);
				return now.file;
			}
			received = now.received;
			tries = 1;
		} catch (fault) {
			const there = goesOnAt(fault);
			if (there === undefined && (!isPassing(fault) || tries === TRIES))
				throw fault;
			received = there ?? received;
			await pause(RETRY_MS * 2 ** tries++, signal);
		}
	}
}
