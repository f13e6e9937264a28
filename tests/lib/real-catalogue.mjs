#!/usr/bin/env node
// Turns the list of real server applications into Souk's import format
// (souk-catalogue(5)).  Usage: real-catalogue.mjs [IN.json] > OUT.json
// IN defaults to $SOUK_CATALOGUE, then to the data folder beside the checkout.
//
// The source has no sellers, delivery types, plans or prices.  They are
// derived from the SHA-256 of the slug (h[i] is its i-th byte), so that each
// run and each machine gets the same catalogue:
//   delivery   h[0] even: saas, odd: license
//   plans      1 + h[1] % 3 of Starter, Team, Business
//   price      of the first plan 5 + h[2] % 95 USD a month (saas) or ten
//              times that once (license); each further plan costs 2.5 times
//              the one before it, rounded down to whole dollars; a year costs
//              ten months; EUR is 92 % of USD, rounded down to whole euros
//   users      the Team and Business plans of a saas count users at
//              1 + h[4] % 9 USD each, 5 of them included
//   seller     one of twelve, by h[3] % 12
//   refund     h[5] % 3 weeks
// Chinese texts are given to products of the categories in `chinese`.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const beside = new URL('../../../shared/data/selfhosted-catalogue.json',
	import.meta.url);

const sellers = ['Harbour Cloud', 'Alder Systems', 'Blue Fjord', 'Cobalt Works',
	'Drumlin', 'Eastgate Software', 'Foxglove Labs', 'Granite Peak', 'Helio Stack',
	'Ironbridge', 'Juniper Lane', 'Kestrel Hosting'];

const chinese = [
	[/^Communication - Email/, '电子邮件', '自托管的电子邮件软件，适合团队和企业使用。'],
	[/^Photo Galleries/, '相册', '自托管的照片管理与相册软件。'],
	[/^Password Managers/, '密码管理', '自托管的密码管理器，安全保存和共享密码。'],
	[/^Wikis/, '维基', '自托管的维基软件，用于团队知识库。'],
	[/^Analytics/, '网站分析', '自托管的网站访问统计与数据分析软件。'],
	[/^E-commerce/, '电子商务', '自托管的网上商店软件。'],
];

const planNames = [['starter', 'Starter', 'For one team that begins.'],
	['team', 'Team', 'For several teams, with support on working days.'],
	['business', 'Business', 'For the whole company, with support at all hours.']];

/** "Media Streaming - Audio" -> "media-streaming-audio" */
export function slugOf(name) {
	return name.normalize('NFKD').toLowerCase().replace(/[^a-z0-9]+/g, '-')
		.replace(/^-+|-+$/g, '').slice(0, 80).replace(/-+$/, '');
}

/** Two levels: what stands before the first " - " is the parent. */
function categoryTree(list) {
	const out = new Map();
	const put = (slug, parent, name, description) => out.set(slug, {
		slug, parent, position: out.size + 1, texts: { en: { name, description } } });
	for (const { name, description } of list) {
		const cut = name.indexOf(' - ');
		const parent = cut < 0 ? null : slugOf(name.slice(0, cut));
		if (parent && !out.has(parent))
			put(parent, null, name.slice(0, cut), `Everything for ${name.slice(0, cut).toLowerCase()}.`);
		const slug = slugOf(name);
		put(slug, parent, cut < 0 ? name : name.slice(cut + 3).replaceAll(' - ', ': '), description);
		const zh = chinese.find(([pattern]) => pattern.test(name));
		if (zh)
			out.get(slug).texts['zh-CN'] = { name: zh[1], description: zh[2] };
	}
	return [...out.values()];
}

function plansOf(h, delivery) {
	let dollars = 5 + h[2] % 95;
	return planNames.slice(0, 1 + h[1] % 3).map(([code, name, summary], i) => {
		if (i > 0)
			dollars = Math.floor(dollars * 5 / 2);
		const modes = delivery === 'saas' ?
			[['monthly', dollars], ['yearly', dollars * 10]] :
			[['one_time', dollars * 10], ['yearly', dollars * 4]];
		const users = delivery === 'saas' && i > 0;
		const perUser = 1 + h[4] % 9;
		const prices = [];
		for (const [mode, usd] of modes) {
			const add = (amount, extra) => prices.push(
				{ mode, currency: 'USD', amount: amount * 100, ...extra },
				{ mode, currency: 'EUR', amount: Math.floor(amount * 92 / 100) * 100, ...extra });
			add(usd, {});
			if (users)
				add(mode === 'yearly' ? perUser * 10 : perUser, { capacity: 'users' });
		}
		return { code, texts: { en: { name, summary } },
			options: [{ name: 'Edition', value: name },
				{ name: 'Support', value: ['Community', 'Working days', 'At all hours'][i] }],
			capacities: users ? [{ code: 'users', unit: 'user', min: 5, max: 1000, step: 1, included: 5 }] : [],
			prices };
	});
}

function productOf(p) {
	const slug = slugOf(p.slug) || slugOf(p.name);
	const h = createHash('sha256').update(p.slug).digest();
	const delivery = h[0] % 2 ? 'license' : 'saas';
	const summary = p.description.slice(0, 290);
	const texts = { en: { name: p.name, summary, keywords: p.platforms.slice(0, 8),
		description: `${p.description}\n\nRuns on: ${p.platforms.join(', ') || 'any server'}.\n` } };
	const zh = chinese.find(([pattern]) => p.categories.some((c) => pattern.test(c)));
	if (zh)
		texts['zh-CN'] = { name: p.name, summary: `${p.name}：${zh[2]}`,
			description: `${zh[2]}\n\n${p.description}\n`, keywords: [zh[1]] };
	return { slug, seller: slugOf(sellers[h[3] % 12]), category: slugOf(p.categories[0]),
		delivery, licence: p.licenses.join(', ').slice(0, 200), website: p.website || p.source,
		version: (p.release || '').slice(0, 64), platforms: p.platforms, refund_days: 7 * (h[5] % 3),
		support: {}, texts, agreements: [], plans: plansOf(h, delivery) };
}

/** The whole import document. */
export function convert(source) {
	return { souk_catalogue: 1,
		sellers: sellers.map((name) => ({ slug: slugOf(name), name, country: 'DE',
			website: `https://${slugOf(name)}.example/`, about: `${name} hosts and supports open-source applications.`,
			support_email: `support@${slugOf(name)}.example` })),
		categories: categoryTree(source.categories),
		products: source.products.map(productOf) };
}

/** Path of the real catalogue, or null where it is not to be had. */
export function realCatalogue() {
	const path = process.env.SOUK_CATALOGUE ?? fileURLToPath(beside);
	return existsSync(path) ? path : null;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const path = process.argv[2] ?? realCatalogue();
	if (!path) {
		console.error('real-catalogue: no input; name the file or set SOUK_CATALOGUE');
		process.exit(2);
	}
	process.stdout.write(JSON.stringify(convert(JSON.parse(readFileSync(path, 'utf8'))), null, '\t') + '\n');
}
