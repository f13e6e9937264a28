// @ts-check
/**
 * What an endpoint is tried with: the calls that a service's life consists of,
 * in their order, all with the test flag and about one order that nobody made.
 * @typedef {import("../types").EndpointTest} EndpointTest
 * @typedef {"create" | "repeat" | "query" | "renew" | "freeze" | "unfreeze" | "release"} Check
 * @typedef {{order?: string, line?: string, instance?: string}} Made
 */

/** @type {Check[]} */
export const CHECKS = ["create", "repeat", "query", "renew", "freeze", "unfreeze", "release"];

/** A check asks about what the first one made. @param {Check} check @param {Made} made */
export const mayRun = (check, made) => check === "create" || Boolean(made.instance);

/** @param {Check} check @param {Made} made @param {Record<string, string>} unsaved address and key as they are typed */
export function requestOf(check, made, unsaved) {
	if (check === "create")
		return { activity: "create", ...unsaved };
	return { activity: check === "repeat" ? "create" : check, ...made, ...unsaved };
}

/** What the others ask about. @param {EndpointTest} result @returns {Made} */
export const madeBy = ({ order, line, instance }) => ({ order, line, instance: instance ?? "" });
