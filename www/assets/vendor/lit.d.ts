export interface TemplateResult { strings: TemplateStringsArray; values: unknown[] }
export type Part = TemplateResult | typeof nothing | string | number | Node | Part[] | Iterable<unknown> | null | undefined;
export function html(strings: TemplateStringsArray, ...values: unknown[]): TemplateResult;
export const nothing: unique symbol;
export function render(value: unknown, container: HTMLElement | DocumentFragment): unknown;
export function live(value: unknown): unknown;
export function ref(callback: (element: Element | undefined) => void): unknown;
export function repeat<T>(items: Iterable<T>, key: (item: T, index: number) => unknown,
	template: (item: T, index: number) => unknown): unknown;
