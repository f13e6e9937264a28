// The story of t1000-browse, behind apache-proxy at /.
process.env.SOUK_SERVER = 'apache-proxy';
process.env.SOUK_BASE = '';
await import('./t1000-browse.mjs');
