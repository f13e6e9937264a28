// The story of t1000-browse, behind nginx at /shop.
process.env.SOUK_SERVER = 'nginx';
process.env.SOUK_BASE = '/shop';
await import('./t1000-browse.mjs');
