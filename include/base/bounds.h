/* Every maximum has its name here; what exceeds one is ERR_LIMIT. */
#ifndef BASE_BOUNDS_H
#define BASE_BOUNDS_H

enum {
	/* FastCGI and HTTP */
	FCGI_PARAMS_MAX = 256,
	FCGI_PARAMS_BYTES_MAX = 64 * 1024,
	FCGI_PARAM_MAX = 16 * 1024,
	BODY_MAX = 64 * 1024,
	BODY_LISTING_MAX = 1024 * 1024,
	EVENT_BODY_MAX = 256 * 1024,	/* gateways' events */
	REPLY_MAX = 8 * 1024 * 1024,
	REQUEST_ARENA_MAX = 32 * 1024 * 1024,
	PATH_MAX_BYTES = 2048,
	PATH_SEGMENTS_MAX = 8,
	QUERY_PAIRS_MAX = 96,
	QUERY_VALUE_MAX = 4096,
	COOKIES_MAX = 32,
	REQUEST_DEADLINE_MS = 5000,	/* all bytes of one request */
	WRITE_DEADLINE_MS = 10000,
	KEEP_ALIVE_MS = 120000,		/* an idle connection of the server */
	CONNECTIONS_MAX = 1024,
	LISTEN_BACKLOG = 4096,
	THREADS_DEFAULT = 16,
	THREADS_MAX = 256,
	DRAIN_MS = 10000,

	/* uploads and pictures */
	UPLOAD_DEADLINE_MS = 60000,	/* all bytes of one upload */
	UPLOADS_AT_ONCE = 32,		/* in a process, */
	UPLOADS_OF_ONE = 4,		/* of one company */
	UPLOAD_TRIES = 200,		/* of one seller */
	UPLOAD_WINDOW_S = 3600,
	HANDOVER_FILES_MAX = 20,	/* in a round */
	HANDOVER_FILE_NAME_MAX = 120,	/* code points */
	EVIDENCE_GIB_MAX = 10,		/* all of a seller's */
	MEDIA_BYTES_MAX = 8 * 1024 * 1024,	/* as it is written anew */
	MEDIA_THUMBNAIL_WIDTH = 480,
	UNUSED_FILE_DAYS = 30,		/* then it is deleted */
	IMAGE_SIDE_MAX = 12000,
	IMAGE_PIXELS_MAX = 24 * 1000 * 1000,
	IMAGE_CODEC_BYTES_MAX = 160 * 1024 * 1024,	/* beside its pixels */
	IMAGE_DECODES_AT_ONCE = 2,
	IMAGE_WAIT_MS = 3000,		/* for a turn, then ERR_BUSY */

	/* sites and pools */
	SITES_MAX = 256,
	SITE_PARAMS_MAX = 96,
	SITE_OLD_S = 60,		/* an edited file's former parameters */
	ROUTES_MAX = 128,
	MUTATIONS_PER_S = 50,		/* per address and process; --rate */
	MUTATIONS_BURST = 200,
	KEY_REQUESTS_PER_S = 20,	/* per API key and process */
	KEY_REQUESTS_BURST = 100,
	POOL_PER_SITE = 4,
	POOL_PER_PROCESS = 32,
	POOL_WAIT_MS = 200,
	POOL_IDLE_MS = 60000,
	STATEMENTS_PER_CONNECTION = 256,
	TX_TRIES = 5,
	TX_JITTER_MIN_MS = 10,
	TX_JITTER_MAX_MS = 200,

	/* JSON */
	JSON_DEPTH_MAX = 8,
	JSON_FOREIGN_DEPTH_MAX = 32,
	JSON_FOREIGN_BYTES_MAX = 256 * 1024,
	WIRE_FAULTS_MAX = 16,
	WIRE_MAP_MAX = 32,
	WIRE_LIST_TEXT_MAX = 4096,	/* code points of a listed text */

	/* people */
	PASSWORD_MIN = 12,
	PASSWORD_MAX = 128,
	PASSWORD_HASHES_AT_ONCE = 2,
	PASSWORD_WAIT_MS = 3000,	/* for a turn, then ERR_BUSY */
	EMAIL_MAX = 254,
	NAME_MAX_CHARS = 120,
	USER_NAME_MAX = 64,
	URL_MAX_CHARS = 500,		/* of a stored website */
	SESSION_TOUCH_S = 60,
	SIGN_IN_TRIES = 10,		/* of an account from an address, */
	SIGN_IN_TRIES_WIDE = 200,	/* of either alone, */
	SIGN_IN_WINDOW_S = 900,		/* in this window */
	MAIL_TRIES = 5,
	MAIL_WINDOW_S = 3600,
	VERIFY_TOKEN_H = 48,
	RESET_TOKEN_MIN = 30,
	CHANGE_TOKEN_H = 24,		/* a new address, until confirmed */
	FACTOR_TRIES = 10,		/* of codes and passwords asked again */
	FACTOR_WINDOW_S = 900,
	MOBILE_CODE_MIN = 10,
	MOBILE_CODE_TRIES = 5,		/* wrong ones of one code */
	RECOVERY_CODES = 10,
	RECOVERY_CODE_CHARS = 10,	/* of base32: 50 random bits */
	SESSIONS_SHOWN_MAX = 100,
	INVITATION_DAYS = 7,
	INVITATIONS_OPEN_MAX = 50,	/* of a company */
	INVITATIONS_PER_DAY = 100,	/* mails of a company */
	API_KEYS_MAX = 20,		/* in force, of a company */
	API_KEYS_SHOWN_MAX = 100,
	API_KEY_NAME_MAX = 80,
	USER_AGENT_MAX = 300,

	/* catalogue */
	LOCALES_MAX = 8,
	CURRENCIES_MAX = 16,
	PLANS_MAX = 32,
	PRICES_MAX = 256,
	OPTIONS_MAX = 32,
	CAPACITIES_MAX = 8,
	AGREEMENTS_MAX = 8,
	FAVOURITES_MAX = 200,		/* products that a user has saved */
	QUERY_WORDS_MAX = 16,
	LIST_DEFAULT = 20,
	LIST_MAX = 100,
	IMPORT_FILE_MAX = 64 * 1024 * 1024,
	MARKDOWN_MAX = 64 * 1024,

	/* commerce */
	QUOTE_MINUTES = 15,
	QUOTE_TOKEN_MAX = 2048,
	QUANTITY_MAX = 10000,
	PERIODS_MAX = 60,
	LINES_MAX = 16,
	ORDER_REFERENCE_MAX = 64,	/* purchase order, cost centre */
	CRITERIA_MAX = 20,		/* of a milestone */
	CONSENTS_MAX = 18,
	PAYMENT_ATTEMPTS_MAX = 20,
	CARDS_MAX = 10,			/* of a company, on file */
	CARD_SETUPS = 30,		/* of a company, begun in a day */
	OFFER_DOCUMENTS_MAX = 5,	/* extra terms of a private offer */
	OFFER_MILESTONES_MAX = 70,
	OFFER_LOOKUPS_DAY = 20,		/* of customers, by a user */
	OFFERS_NEAR_MAX = 3,		/* told with a quote */
	REQUEST_ROUNDS_MAX = 50,	/* of a negotiation */
	REQUESTS_OPEN_MAX = 50,		/* negotiations of one company */
	NOTICE_USERS_MAX = 100,		/* of a company who are told */
	NOTICES_UNREAD_MAX = 1000,	/* counted */
	NOTICE_DAYS = 180,		/* then it is dropped */
	POSTINGS_MAX = 16,
	STATEMENT_ORDERS_MAX = 500,	/* on one bill */
	TAX_TABLE_BYTES_MAX = 128 * 1024,
	TAX_TABLE_ROWS_MAX = 1024,	/* of rates, and of rules */
	TAX_MEMBERS_MAX = 64,		/* of a union */
	LEASE_S = 30,
	VPCS_MAX = 50,			/* of a company */
	SUBNETS_MAX = 200,		/* in all of them */
	SERVER_OFFERS_MAX = 1000,	/* shown of a product */

	/* paper */
	PAPER_LINES_MAX = 10000,	/* of a bill */
	PAPER_TAXES_MAX = 16,
	PAPER_NOTES_MAX = 8,
	PAPER_ORDERS_MAX = 100,		/* a statement's are in its lines */
	PAPER_ADDRESS_MAX = 8,		/* lines of a party's */
	PAPER_TEXT_MAX = 2000,		/* code points of a text, then cut */
	PAPER_CSV_TEXT_MAX = 32000,	/* what a spreadsheet's cell takes */

	/* outgoing */
	NET_CONNECT_MS = 3000,
	NET_TOTAL_MS = 10000,
	NET_ANSWER_MAX = 256 * 1024,
	NET_WEBHOOK_MS = 15000,		/* a company's own server may be slow */
	WEBHOOKS_MAX = 10,		/* of a company */
	WEBHOOK_TESTS_MAX = 5,		/* of one, still to be sent */
	WEBHOOK_ATTEMPTS_SHOWN = 100,
	OUTBOX_BATCH = 20,
	SERVICE_SHOWN_S = 600,		/* a first sign-in, once it is shown */
	OUTBOX_TRIES_MAX = 12,
	EVENT_SKEW_S = 300
};

#endif
