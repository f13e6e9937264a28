// Orders that are paid in stages: a shop that sells in EUR, with tax, a
// postpaid buyer, and what offer and confirm pages do with milestones.
import path from 'node:path';
import { OfferDesk, offerTerms } from './offer.mjs';
import { OfferBuyer } from './exclusive.mjs';
import { listing, Operator, Seller } from './seller.mjs';
import { top } from './world.mjs';

/** Parameters of a site that it needs. */
export const stagedParams = () => ({ CURRENCIES: 'USD,EUR', TAX_TABLE: path.join(top, 'share/tax/europe.tax') });

export const euro = (amount) => ({ amount, currency: 'EUR' });

/** What the offers are about, as the pricing form asks for it. */
export const stagedChoice = { product: 'halo-frames', plan: 'solo', billing_mode: 'one_time', quantity: 1, periods: 1, capacities: {}, currency: 'EUR' };

/** 10,000.01 EUR in three stages; more replaces members. */
export const stagedTerms = (more = {}) => offerTerms({ billing_mode: 'one_time', quantity: 1, periods: 1, capacities: [], currency: 'EUR',
  price: { kind: 'amount', amount: 1000001 }, billing: 'advance', deemed_days: 0,
  milestones: [{ name: 'Concept', share_bp: 3333, criteria: ['A written concept', 'Approved by both'] },
    { name: 'Build', share_bp: 3333, criteria: ['It runs'] }, { name: 'Handover', share_bp: 3334, criteria: [] }], ...more });

/** What the second screen posts: the first one's body, the plan's digest, the permissions. */
export function stagedBody(buyer, offer, more = {}) {
  const { digest, permissions } = offer.payment_plan;
  const { documents } = buyer.body(offer);
  return buyer.body(offer, { plan_digest: digest, documents: [...documents, ...permissions.map(({ hash }) => hash)], ...more });
}

export class StagedBuyer extends OfferBuyer {
  stagedBody(offer, more = {}) { return stagedBody(this, offer, more); }

  /** The website's way; the answer as it came. */
  async buyStaged(quote, more = {}) {
    const { items } = (await this.client.get(`/api/checkout/documents?product=${quote.product.slug}&offer=${quote.offer.id}`)).json;
    const plan = quote.payment_plan;
    return this.order({ quote: quote.quote, plan_digest: plan.digest,
      documents: [...items, ...plan.permissions].map(({ hash }) => hash), ...more });
  }
}

/** A seller with a desk, and a buyer in Germany that is not postpaid yet: credit(limit) makes it so, in major units. */
export async function stagedShop(world) {
  const operator = await Operator.ready(world);
  const seller = await Seller.applied(world, 'halo');
  await operator.admit(seller);
  const [plan] = listing().plans;
  await seller.publish(operator, 'halo-frames', listing({ plans: [{ ...plan,
    prices: [...plan.prices, { mode: 'one_time', currency: 'EUR', amount: 1500000 }] }] }));
  const buyer = new StagedBuyer(world);
  await buyer.signUp({ currency: 'EUR' });
  await buyer.verify();
  const company = (await buyer.signIn()).company.id;
  const credit = (...args) => world.ctl(world.site, 'credit', 'set', company, ...args);
  const desk = new OfferDesk(seller);
  await desk.find('email', buyer.email);
  /** An offer in stages, sent to the buyer. */
  const sent = (more = {}) => desk.sent(buyer.email, { ...stagedTerms(more), target: { kind: 'email', value: buyer.email } });
  return { operator, seller, desk, buyer, company, credit, sent };
}
