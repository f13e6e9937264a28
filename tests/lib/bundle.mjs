// Evidence bundles, held by SHA-256 and Ed25519 alone.
import assert from 'node:assert/strict';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { chains, headHolds, sealed } from './chain.mjs';

export const sha256 = (data) => createHash('sha256').update(data).digest('hex');
export const json = (files, name) => JSON.parse(files.get(name).toString());

/** What anybody can check who has the bundle, and the shop's key. */
export function bundleHolds(files, key) {
  const sums = files.get('SHA256SUMS').toString().trimEnd().split('\n').map((line) => line.split('  '));
  assert.deepEqual(sums.map(([, name]) => name).sort(), [...files.keys()].filter((name) => !name.startsWith('SHA256SUMS')).sort());
  for (const [sum, name] of sums) assert.equal(sha256(files.get(name)), sum, name);
  const pem = createPublicKey(files.get('key.pem'));
  assert.equal(Buffer.from(pem.export({ format: 'jwk' }).x, 'base64url').toString('hex'), key);
  assert.ok(verify(null, files.get('SHA256SUMS'), pem, files.get('SHA256SUMS.sig')), 'the sums are signed');
  for (const chain of Object.keys(chains)) {
    const { rows } = json(files, `chains/${chain}.json`);
    assert.ok(rows.length > 0, chain);
    for (const row of rows) {
      assert.ok(headHolds(chain, row.head, key), `${chain} #${row.no}`);
      assert.deepEqual(row.head.split(' ').slice(0, 2), [String(row.no), row.hash]);
      if (row.canonical === null) continue;
      assert.equal(sealed(Buffer.from(row.before, 'hex'), row.no, Buffer.from(row.canonical).toString('latin1')).toString('hex'), row.hash);
    }
  }
}
