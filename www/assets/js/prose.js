// @ts-check
/**
 * The server's safe HTML as nodes, without any HTML parser (Trusted Types
 * allow none): the tags that Markdown makes are built one by one, all others
 * stay visible as text.
 */

const TAGS = new Set(("p h1 h2 h3 h4 h5 h6 ul ol li strong em code pre blockquote a br hr "
	+ "table thead tbody tr th td del").split(" "));
const VOID = new Set(["br", "hr"]);
const ENTITIES = /** @type {Record<string, string>} */ ({ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" });
const TOKEN = /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*\/?>|<|[^<]+/gi;
const NAVIGABLE = /^(https?:|mailto:|[/#])/i;

/** @param {string} text */
const decode = (text) => text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|([a-z]+));/gi, (whole, dec, hex, name) => {
	if (name)
		return ENTITIES[name] ?? whole;
	const code = dec ? parseInt(dec, 10) : parseInt(hex, 16);
	return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
});

/** @param {string} tag @param {string} attributes */
function make(tag, attributes) {
	const element = document.createElement(tag);
	const href = attributes.match(/\shref="([^"]*)"/i);
	if (tag === "a" && href && NAVIGABLE.test(decode(href[1]))) {
		element.setAttribute("href", decode(href[1]));
		element.setAttribute("rel", "noopener noreferrer");
		element.setAttribute("target", "_blank");
	}
	return element;
}

/** @param {string} html @returns {DocumentFragment} */
export function nodesOf(html) {
	const top = document.createDocumentFragment();
	/** @type {(DocumentFragment | HTMLElement)[]} */
	const open = [top];
	for (const [text, closing, name, attributes = ""] of html.matchAll(TOKEN)) {
		const here = open[open.length - 1];
		const tag = name?.toLowerCase();
		if (!tag || !TAGS.has(tag)) {
			here.append(decode(text));
		} else if (closing) {
			const at = open.findLastIndex((element) => element.nodeName.toLowerCase() === tag);
			if (at > 0)
				open.length = at;
		} else {
			const element = make(tag, attributes);
			here.append(element);
			if (!VOID.has(tag))
				open.push(element);
		}
	}
	return top;
}
