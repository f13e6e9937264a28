// The judged queries of tests/data/relevance.json over the real catalogue:
// what people look for comes first.  R7.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { convert, realCatalogue } from '../lib/real-catalogue.mjs';
import { expectStatus } from '../lib/shop.mjs';
import { setup, story } from '../lib/story.mjs';
import { top } from '../lib/world.mjs';

const least = 0.85, depth = 10;

/** slug -> grade, of the products that have one. */
function gradesOf(query, products) {
  const grades = new Map();
  for (const { slug, category } of products) {
    const grade = query.categories?.[category];
    if (grade) grades.set(slug, grade);
  }
  for (const [grade, slugs] of Object.entries(query.grades)) {
    for (const slug of slugs) grades.set(slug, Number(grade));
  }
  return grades;
}

function gain(grades) {
  return grades.slice(0, depth).reduce((sum, grade, i) => sum + (2 ** grade - 1) / Math.log2(i + 2), 0);
}

function ndcg(grades, slugs) {
  const ideal = gain([...grades.values()].sort((a, b) => b - a));
  return gain(slugs.map((slug) => grades.get(slug) ?? 0)) / ideal;
}

const source = realCatalogue();
if (!source) {
  test('relevance', { skip: 'real catalogue: not there' }, () => {});
} else {
  const catalogue = convert(JSON.parse(fs.readFileSync(source, 'utf8')));
  const { queries } = JSON.parse(fs.readFileSync(path.join(top, 'tests/data/relevance.json'), 'utf8'));
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'souk-relevance-'));
  const file = path.join(dir, 'real.json');
  fs.writeFileSync(file, JSON.stringify(catalogue));
  process.on('exit', () => fs.rmSync(dir, { recursive: true }));

  story('relevance', { ...setup(), data: file }, (step) => {
    step('judged slugs are in the catalogue', () => {
      const known = new Set(catalogue.products.map((p) => p.slug));
      assert.ok(queries.length >= 60, `${queries.length} queries`);
      for (const query of queries) {
        for (const slug of Object.values(query.grades).flat()) assert.ok(known.has(slug), `${query.q}: ${slug}`);
      }
    });

    step(`nDCG@${depth} is ${least} or more`, async ({ client }, t) => {
      const scores = [];
      for (const query of queries) {
        const url = `/api/storefront/products?lang=${query.lang}&limit=${depth}&q=${encodeURIComponent(query.q)}`;
        const { items } = expectStatus(await client.get(url), 200).json;
        scores.push({ ...query, score: ndcg(gradesOf(query, catalogue.products), items.map((p) => p.slug)) });
      }
      const mean = (list) => list.reduce((sum, q) => sum + q.score, 0) / list.length;
      for (const kind of new Set(scores.map((q) => q.kind))) {
        t.diagnostic(`${kind}: ${mean(scores.filter((q) => q.kind === kind)).toFixed(3)}`);
      }
      for (const { q, score } of scores.sort((a, b) => a.score - b.score).slice(0, 8)) {
        t.diagnostic(`${score.toFixed(3)} ${q}`);
      }
      t.diagnostic(`nDCG@${depth} ${mean(scores).toFixed(4)} over ${scores.length} queries`);
      assert.ok(mean(scores) >= least, `nDCG@${depth} ${mean(scores)}`);
    });
  });
}
