// A seller with a product and a desk, and a buyer: what stories of private
// offers begin with.
import { lookFaults } from '../lib/audit.mjs';
import { OfferDesk, offerTerms } from '../lib/offer.mjs';
import { until } from '../lib/proc.mjs';
import { listing, Operator, Seller } from '../lib/seller.mjs';
import { Buyer } from '../lib/shop.mjs';
import assert from 'node:assert/strict';

/** A seller with a product on sale, and a desk for offers of it. */
export async function halo(world, category = 'photos') {
  const operator = await Operator.ready(world);
  const seller = await Seller.applied(world, 'halo');
  await operator.admit(seller);
  await seller.revise(operator, await seller.begin('halo-frames', { category }), listing({ category }));
  await until(async () => (await seller.client.get('/p/halo-frames')).status === 200, 'the catalogue has it');
  return { operator, seller, desk: new OfferDesk(seller) };
}

export const dealers = async (world) => ({ ...await halo(world), buyer: await Buyer.ready(world) });

/** What a buyer asks that seller for. */
export const wish = { product: 'halo-frames', plan: 'solo', billing_mode: 'monthly', quantity: 8, periods: 12, capacities: { walls: 2 },
  target: { amount: 950, currency: 'USD' }, message: 'Eight walls in the new house.' };

/** Of halo-frames, 10 units and 3 walls for a year, dearer on the list. */
export const terms = (email, more = {}) => offerTerms({ target: { kind: 'email', value: email }, price: { kind: 'amount', amount: 1200 }, ...more });

/** The part of an offer's link behind the "#". */
export const tokenOf = ({ link }) => new URL(link).hash.slice(1);

/** As it stands on a desk and on a telephone, by day and at night. */
export async function look(page, name) {
  assert.deepEqual(await lookFaults(page, name), []);
}

/** The same of a page that b1101 or b1430 judges as it stands here: it is looked at once in the suite. */
export async function lookAgain(page, name) {
  assert.deepEqual(await lookFaults(page, name, { judged: true }), []);
}
