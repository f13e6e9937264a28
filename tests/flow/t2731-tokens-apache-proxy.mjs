// t2730 behind Apache with mod_proxy_fcgi: its logs have no token either.
process.env.SOUK_SERVER = 'apache-proxy';
await import('./t2730-tokens.mjs');
