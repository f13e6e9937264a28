// The books of a site: its ledger as soukctl exports it, what all other
// tables say that its accounts must come to, and hledger, who reckons.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { run } from './proc.mjs';
import { typeIdOf } from './id.mjs';
import { top } from './world.mjs';

const places = {
  receivable: ['assets', 'com'], gateway_clearing: ['assets'], bank: ['assets'],
  general_reserve: ['memo', 'com'], milestone_reserve: ['memo', 'com'],
  seller_payable: ['liabilities', 'sel'], tax_payable: ['liabilities'], customer_deposits: ['liabilities', 'com'],
  revenue_commission: ['revenues'], refunds: ['expenses'],
};

export const hledgerMissing = async () => ((await run('sh', ['-c', 'command -v hledger'])).code === 0 ? ''
  : 'hledger is not installed: apt-get install hledger');

/** Minor units as digits with the currency's decimals. */
export function decimal(minor, digits) {
  const text = String(minor < 0 ? -minor : minor).padStart(digits + 1, '0');
  return (minor < 0 ? '-' : '') + (digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`);
}

export const journalOf = async (world) => (await world.ctl(world.site, 'export', 'ledger')).stdout;

/** Map of "account CUR" to minor units, by the tables beside the ledger. */
export async function balancesDue(world) {
  const sql = fs.readFileSync(path.join(top, 'tests/data/balances.sql'), 'utf8');
  const rows = await world.sql(world.site, `SELECT account, HEX(owner), currency, minor FROM (\n${sql}\n) AS due`);
  return new Map(rows.map(([account, owner, currency, minor]) => {
    const [under, prefix] = places[account];
    const whose = owner === 'NULL' ? '' : `:${typeIdOf(prefix, Buffer.from(owner, 'hex'))}`;
    return [`${under}:${account}${whose} ${currency}`, BigInt(minor)];
  }));
}

/** The journal with an assertion for every account in every currency. */
export function withBalances(journal, due) {
  const accounts = [...journal.matchAll(/^account (\S+)$/gm)].map(([, name]) => name);
  const commodities = [...journal.matchAll(/^commodity (\S+) 0\.(0*)$/gm)].map(([, code, zeros]) => [code, zeros.length]);
  for (const name of due.keys()) {
    if (due.get(name) !== 0n) assert.ok(accounts.includes(name.split(' ')[0]), `nothing was posted to ${name}`);
  }
  return `${journal}\n2099-12-31 balances\n${accounts.flatMap((account) => commodities.map(([code, digits]) =>
    `    ${account}  ${code} 0 = ${code} ${decimal(due.get(`${account} ${code}`) ?? 0n, digits)}\n`)).join('')}`;
}

/** What hledger says against a journal; '' when it finds nothing wrong. */
export async function hledgerSays(world, journal) {
  const file = world.path('checked.journal');
  fs.writeFileSync(file, journal);
  const { code, stdout, stderr } = await run('hledger', ['-f', file, 'check', '--strict', 'ordereddates']);
  return code === 0 ? '' : stdout + stderr;
}
