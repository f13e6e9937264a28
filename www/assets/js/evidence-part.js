// @ts-check
/**
 * The seller's files, before they are handed over: each comes in pieces, can
 * be stopped, and goes on where it was, also after the page was left.
 * @typedef {import("./types").Handover} Handover
 */
import { html, nothing } from "../vendor/lit.js";
import { call } from "./api.js";
import { busy } from "./form.js";
import { listText, t } from "./i18n.js";
import { hashOf, sendPieces, unfinished } from "./send.js";
import { explain } from "./site.js";
import { fileRow, sizeText } from "./stage-part.js";
import { icon } from "./view.js";

const FILES_MAX = 20;
const BYTES_MAX = 7 * 1024 * 1024;

/** @typedef {{file: File, sent: number, state: "waits" | "goes" | "stopped" | "failed" | "refused", fault: string, control: AbortController}} Job */

/** @param {() => Handover} now @param {() => void} draw */
export function startEvidence(now, draw) {
	/** @type {Job[]} */
	const jobs = [];

	/** What was last heard of one, for those who do not see it. */
	let told = "";

	/** @param {Job} job */
	async function run(job) {
		job.control = new AbortController();
		Object.assign(job, { state: "goes", fault: "" });
		draw();
		try {
			const hash = await hashOf(job.file);
			const id = await sendPieces(now().id, job.file, hash, (bytes) => {
				job.sent = bytes;
				draw();
			}, job.control.signal);
			now().files.push({ id, name: job.file.name, bytes: job.file.size, sha256: hash, added_at: new Date().toISOString() });
			jobs.splice(jobs.indexOf(job), 1);
			told = t("handovers.file_sent", { name: job.file.name });
		} catch (fault) {
			job.state = job.control.signal.aborted ? "stopped" : "failed";
			job.fault = job.state === "failed" ? explain(fault) : "";
			told = job.fault && `${job.file.name}: ${job.fault}`;
		}
		draw();
	}

	/** @param {File} file */
	function refusal(file) {
		if (file.size > BYTES_MAX || file.size === 0)
			return t(file.size ? "handovers.file_long" : "handovers.file_empty");
		if ([...now().files, ...jobs.map((job) => job.file)].some(({ name }) => name === file.name))
			return t("handovers.file_there");
		return now().files.length + jobs.length >= FILES_MAX ? t("handovers.files_most", { n: FILES_MAX }) : "";
	}

	/** One after another: a slow line carries one file better than many. @param {Iterable<File>} files */
	async function add(files) {
		jobs.splice(0, jobs.length, ...jobs.filter(({ state }) => state !== "refused"));
		for (const file of files) {
			const fault = refusal(file);
			jobs.push({ file, sent: 0, state: fault ? "refused" : "waits", fault, control: new AbortController() });
		}
		draw();
		for (let next; (next = jobs.find(({ state }) => state === "waits")) && !jobs.some(({ state }) => state === "goes");)
			await run(next);
	}

	/** @param {Event} event */
	const chosen = (event) => {
		const input = /** @type {HTMLInputElement} */ (event.currentTarget);
		const files = [...input.files ?? []];
		input.value = "";
		void add(files);
	};
	/** @param {DragEvent} event @param {boolean} on */
	const mark = (event, on) => /** @type {HTMLElement} */ (event.currentTarget).toggleAttribute("data-over", on);
	/** @param {DragEvent} event */
	const dropped = (event) => {
		mark(event, false);
		void add(event.dataTransfer?.files ?? []);
	};
	/** @param {DragEvent} event */
	const over = (event) => mark(event, true);
	/** @param {DragEvent} event */
	const left = (event) => mark(event, false);
	// A file that misses its place must not take that of the page, and of what was written.
	for (const kind of ["dragover", "drop"])
		addEventListener(kind, (event) => event.preventDefault());

	/** Those of an earlier visit; the browser keeps no files. */
	const waiting = () => unfinished(now().id).filter((name) => !jobs.some(({ file }) => file.name === name));

	/** @param {Job} job */
	const forget = (job) => () => {
		job.control.abort();
		jobs.splice(jobs.indexOf(job), 1);
		draw();
	};

	/** @param {import("./types").HandoverFile} f */
	const remove = (f) => (/** @type {Event} */ event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		await call("dropEvidence", { file: f.id });
		now().files.splice(now().files.indexOf(f), 1);
		draw();
	});

	/** @param {string} text @param {string} image @param {File} file @param {() => void} act */
	const button = (text, image, file, act) => html`<button class="btn btn--small" type="button" @click=${act}>${icon(image)}${t(text)}<span class="visually-hidden"> ${file.name}</span></button>`;

	/** @param {Job} job */
	const jobView = (job) => html`<li class="stack stack--tight"><div class="split"><bdi>${job.file.name}</bdi>
			<span class="hint">${t("handovers.sent_of", { sent: sizeText(job.sent), all: sizeText(job.file.size) })}</span></div>
		${job.fault ? html`<p class="error-text">${icon("circle-alert")}${job.fault}</p>`
			: html`<progress max=${job.file.size} value=${job.sent} aria-label=${t("handovers.adding", { name: job.file.name })}></progress>`}
		<p class="cluster">${job.state === "goes" ? button("handovers.stop", "x", job.file, () => job.control.abort())
			: job.state === "stopped" || job.state === "failed" ? button("handovers.go_on", "refresh-cw", job.file, () => void run(job)) : nothing}
			${job.state === "goes" ? nothing : button("handovers.remove", "trash-2", job.file, forget(job))}</p></li>`;

	return {
		/** Is something on its way? */
		waits: () => jobs.some(({ state }) => state === "goes" || state === "waits"),
		/** @type {() => unknown} */
		view: () => html`<div class="field"><p class="label" id="evidence-label">${t("handovers.files")}</p><p class="hint" id="evidence-hint">${t("handovers.add_hint")}</p>
			<div class="drop" @dragover=${over} @dragleave=${left} @drop=${dropped}><input type="file" id="evidence" multiple aria-describedby="evidence-hint" @change=${chosen}>
				<label class="btn btn--small" for="evidence">${icon("upload")}${t("handovers.add")}</label><span class="hint">${t("handovers.drop")}</span></div>
			${waiting().length ? html`<p class="hint with-icon" data-unfinished>${icon("info")}<span>${t("handovers.unfinished", { names: listText(waiting()) })}</span></p>` : nothing}</div>
			${now().files.length ? html`<ul class="stack" role="list" aria-labelledby="evidence-label">${now().files.map((f) => fileRow(f, html`<p>
				<button class="btn btn--small" type="button" @click=${remove(f)}>${icon("trash-2")}${t("handovers.remove")}<span class="visually-hidden"> ${f.name}</span></button></p>`))}</ul>` : nothing}
			${jobs.length ? html`<ul class="stack" role="list" data-sending>${jobs.map(jobView)}</ul>` : nothing}<p class="visually-hidden" role="status">${told}</p>`,
	};
}
