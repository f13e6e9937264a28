// What a buyer does with private offers, against the real interfaces; and a
// shop in which there are some.
import { randomUUID } from 'node:crypto';
import { OfferDesk } from './offer.mjs';
import { Operator, Seller } from './seller.mjs';
import { Buyer, expectStatus } from './shop.mjs';

/** "/o/#<token>" of an offer that was sent, as its seller reads it. */
export const tokenOf = (offer) => offer.link.split('#')[1];

/** POST of a link's token; the answer as it came. */
export const open = (client, token) => client.post('/api/offers/openings', { token });

export class OfferBuyer extends Buyer {
  /** The offer's page: what opening it, or its place under Discounts, gives. */
  async exclusive(id) {
    return expectStatus(await this.client.get(`/api/offers/exclusive-offers/${id}`), 200, 'exclusive offer').json;
  }

  async tab(tab) { return expectStatus(await this.client.get(`/api/offers/exclusive-offers?tab=${tab}`), 200, tab).json; }

  /** What the confirm page sends for an offer that it shows; more replaces members. */
  body(offer, more = {}) {
    return { offer: offer.id, version: offer.version, digest: offer.confirm.digest,
      documents: offer.confirm.documents.map(({ hash }) => hash), ...more };
  }

  /** POST of a redemption; the answer as it came. */
  redeem(body, key = randomUUID()) {
    return this.client.post('/api/offers/redemptions', body, { headers: { 'Idempotency-Key': key } });
  }

  /** The website's way: quote, the documents of product and offer, order; the answer as it came. */
  async buyQuoted(quote, offer = quote.offer) {
    const query = `product=${quote.product.slug}${offer ? `&offer=${offer.id}` : ''}`;
    const { items } = expectStatus(await this.client.get(`/api/checkout/documents?${query}`), 200, 'documents').json;
    return this.order({ quote: quote.quote, documents: items.map(({ hash }) => hash) });
  }

  cancel(order) { return this.client.post(`/api/checkout/orders/${order.id}/cancellations`, {}); }
}

/** A seller of halo-frames with a desk for offers, two buyers and whoever looks on at the first one's company. */
export async function offerShop(world) {
  const operator = await Operator.ready(world);
  const seller = await Seller.applied(world, 'halo');
  await operator.admit(seller);
  await seller.publish(operator, 'halo-frames');
  const [buyer, other] = [await OfferBuyer.ready(world), await OfferBuyer.ready(world)];
  return { operator, seller, desk: new OfferDesk(seller), buyer, other };
}

/** What of halo-frames lib/offer.mjs offers, as the pricing form asks for it. */
export const offeredChoice = (more = {}) => ({ product: 'halo-frames', plan: 'solo', billing_mode: 'monthly', quantity: 10, periods: 12,
  capacities: { walls: 3 }, currency: 'USD', ...more });
