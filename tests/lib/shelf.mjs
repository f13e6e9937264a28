// A catalogue in which every filter has something to part: sellers, a tree of
// categories, platforms, licences, billing modes and prices, the same from the
// same n; and what a filter leaves over, counted one product after another.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const tree = [['office', null], ['mail', 'office'], ['wiki', 'office'], ['photos', null],
  ['backup', null], ['tools', null], ['tests', 'tools'], ['builds', 'tools']];
const leaves = ['mail', 'wiki', 'photos', 'backup', 'tests', 'builds', 'tools'];
const sellers = Array.from({ length: 12 }, (_, i) => `seller-${i + 1}`);
const platforms = ['Docker', 'Linux', 'Windows', 'macOS', 'Android', 'iOS', 'FreeBSD', 'Web', 'Kubernetes', 'ARM', 'C#', '.NET'];
const licences = ['MIT', 'Apache-2.0', 'GPL-3.0', 'MIT OR Apache-2.0', 'Commercial'];
const regions = ['DE,AT', 'EU', '001', null];
const amounts = [0, 900, 1000, 1001, 4990, 5000, 19900, 20100, 99900, 250000];

function product(i) {
  const saas = i % 3 !== 0;
  const amount = amounts[i % amounts.length];
  const modes = saas ? (i % 2 ? ['monthly', 'yearly'] : ['monthly']) : ['one_time'];
  return {
    slug: `item-${i}`, seller: sellers[i % 7 === 0 ? 0 : i % sellers.length], category: leaves[i % leaves.length],
    delivery: saas ? 'saas' : 'license', licence: licences[i % licences.length], website: `https://item-${i}.example`,
    version: '1', platforms: platforms.filter((_, k) => (i + k) % 5 === 0), refund_days: 0, support: {},
    texts: { en: { name: `Item ${i} ${i % 2 ? 'amber' : 'cedar'}`, keywords: [],
      summary: i % 4 ? 'Keeps your letters in one place' : 'Shows <b>pictures</b> & more', description: `Number ${i}.` } },
    agreements: [], plans: [{ code: 'one', texts: { en: { name: 'One', summary: 'The plan' } }, options: [], capacities: [],
      prices: modes.map((mode) => ({ mode, currency: 'USD', amount: mode === 'yearly' ? amount * 10 : amount })) }],
  };
}

export class Shelf {
  constructor(n) {
    this.products = Array.from({ length: n }, (_, i) => product(i));
    this.dir = fs.mkdtempSync(path.join(os.tmpdir(), 'souk-shelf-'));
    this.file = path.join(this.dir, 'catalogue.json');
    fs.writeFileSync(this.file, JSON.stringify({ souk_catalogue: 1,
      sellers: sellers.map((slug) => ({ slug, name: slug.replace('seller-', 'Seller '), country: 'DE', website: `https://${slug}.example`,
        about: 'Sells *things*.', support_email: `help@${slug}.example` })),
      categories: tree.map(([slug, parent], i) => ({ slug, parent, position: i + 1,
        texts: { en: { name: slug[0].toUpperCase() + slug.slice(1), description: `All for ${slug}.` },
          'zh-CN': { name: `分类${i}`, description: `关于${i}。` } } })),
      products: this.products }));
  }

  close() { fs.rmSync(this.dir, { recursive: true, force: true }); }

  /** The import knows no regions: they come with listings. */
  async addRegions(world) {
    for (const [i, text] of regions.entries()) {
      const slugs = this.products.filter((_, k) => k % regions.length === i).map(({ slug }) => `'${slug}'`);
      for (const k of this.products.keys()) if (k % regions.length === i) this.products[k].regions = text?.split(',') ?? [];
      await world.sql(world.site, `UPDATE products SET regions = ${text ? `'${text}'` : 'NULL'},
        catalogue_revision = (SELECT value FROM site_counters WHERE name = 'catalogue_revision') + 1 WHERE slug IN (${slugs})`);
    }
    await world.sql(world.site, "UPDATE site_counters SET value = value + 1 WHERE name = 'catalogue_revision'");
  }

  static least(p) { return Math.min(...p.plans[0].prices.map(({ amount }) => amount)); }

  static parents(slug) {
    const all = [];
    for (let at = slug; at; at = tree.find(([name]) => name === at)[1]) all.push(at);
    return all;
  }

  /** The values that a product has of a facet. */
  static values = {
    category: (p) => Shelf.parents(p.category),
    delivery: (p) => [p.delivery],
    mode: (p) => p.plans[0].prices.map(({ mode }) => mode),
    platform: (p) => p.platforms,
    licence: (p) => p.licence.split(' OR '),
    seller: (p) => [p.seller],
    region: (p) => p.regions ?? [],
  };

  /** Passes all groups but one; within a group one value is enough. */
  static passes(p, filter, but) {
    return Object.entries(filter).every(([facet, chosen]) => {
      if (facet === but) return true;
      if (facet === 'price_min') return but === 'price' || Shelf.least(p) >= chosen * 100;
      if (facet === 'price_max') return but === 'price' || Shelf.least(p) <= chosen * 100;
      if (facet === 'q') return p.texts.en.name.toLowerCase().includes(chosen);
      return Shelf.values[facet](p).some((value) => chosen.includes(value));
    });
  }

  total(filter) { return this.products.filter((p) => Shelf.passes(p, filter)).length; }

  counts(facet, filter) {
    const counts = {};
    for (const p of this.products) {
      if (!Shelf.passes(p, filter, facet)) continue;
      for (const value of Shelf.values[facet](p)) counts[value] = (counts[value] ?? 0) + 1;
    }
    // A value that no product has is none of the list's.
    const known = new Set(this.products.flatMap((p) => Shelf.values[facet](p)));
    for (const value of filter[facet] ?? []) if (known.has(value)) counts[value] ??= 0;
    return counts;
  }
}

export const queryOf = (filter) => Object.entries(filter).flatMap(([name, value]) => [value].flat()
  .map((one) => `${name}=${encodeURIComponent(one)}`)).join('&');

/** The facets of an answer as { facet: { value: count } }. */
export const countsOf = (answer) => Object.fromEntries(answer.facets.map(({ facet, values }) =>
  [facet, Object.fromEntries(values.map(({ value, count }) => [value, count]))]));

export function sameCounts(shelf, answer, filter) {
  const found = countsOf(answer);
  assert.equal(answer.total, shelf.total(filter), `total of ${queryOf(filter)}`);
  for (const facet of Object.keys(Shelf.values)) {
    assert.deepEqual(found[facet], shelf.counts(facet, filter), `${facet} of ${queryOf(filter)}`);
  }
  const bands = Object.values(found.price).reduce((sum, n) => sum + n, 0);
  assert.equal(bands, shelf.products.filter((p) => Shelf.passes(p, filter, 'price')).length, `prices of ${queryOf(filter)}`);
}
