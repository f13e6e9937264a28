-- Private offers: drafts, versions as they were sent, who opened them, what
-- was sent, requests with their rounds, and notifications.

CREATE TABLE offers (
	offer_id BINARY(16) NOT NULL COMMENT 'UUIDv7, shown as off_',
	seller_id BINARY(16) NOT NULL COMMENT 'whose offer',
	state VARCHAR(16) NOT NULL COMMENT 'DRAFT, SENT, EFFECTIVE, REDEEMED, WITHDRAWN, DECLINED, EXPIRED',
	version INT NOT NULL DEFAULT 0 COMMENT 'that was sent last; 0: none was',
	company_id BINARY(16) NULL COMMENT 'the one buyer; NULL: not known before the address is verified',
	contact_user_id BINARY(16) NULL COMMENT 'whom the messages go to; NULL: contact_email',
	contact_email VARCHAR(254) NULL COMMENT 'of somebody without an account; the first user who verifies it binds the offer',
	product_id BINARY(16) NULL COMMENT 'of the sent version, to match quotes',
	currency CHAR(3) NULL COMMENT 'of the sent version',
	net_minor BIGINT NULL COMMENT 'of the sent version: unit x quantity x periods',
	starts_at DATETIME(6) NULL COMMENT 'UTC; in effect from then on',
	ends_at DATETIME(6) NULL COMMENT 'UTC; the end of the accept-by day in the site''s time zone',
	token_hash BINARY(32) NULL COMMENT 'HMAC-SHA-256 of the link''s token; NULL: never sent',
	token_sealed VARBINARY(255) NULL COMMENT 'AES-256-GCM of it, for messages and the seller''s copy',
	redemptions INT NOT NULL DEFAULT 0 COMMENT 'so far; an order released gives none back',
	order_id BINARY(16) NULL COMMENT 'the live order that redeemed it; NULL: none',
	request_id BINARY(16) NULL COMMENT 'the negotiation that it answers',
	close_reason VARCHAR(1000) NULL COMMENT 'why it was withdrawn or declined, for the other side',
	title VARCHAR(200) NOT NULL DEFAULT '' COMMENT 'the seller''s own name for it; for lists',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC',
	created_by BINARY(16) NOT NULL COMMENT 'the user',
	sent_at DATETIME(6) NULL COMMENT 'UTC; the present version',
	closed_at DATETIME(6) NULL COMMENT 'UTC; redeemed, withdrawn, declined or expired',
	row_version BIGINT NOT NULL DEFAULT 1 COMMENT 'grows with each change',
	CONSTRAINT offers_pk PRIMARY KEY (offer_id),
	CONSTRAINT offers_token_uq UNIQUE (token_hash),
	CONSTRAINT offers_order_uq UNIQUE (order_id),
	CONSTRAINT offers_seller_fk FOREIGN KEY (seller_id) REFERENCES sellers (seller_id),
	CONSTRAINT offers_company_fk FOREIGN KEY (company_id) REFERENCES companies (company_id),
	CONSTRAINT offers_product_fk FOREIGN KEY (product_id) REFERENCES products (product_id),
	CONSTRAINT offers_state_ck CHECK (state IN ('DRAFT', 'SENT', 'EFFECTIVE', 'REDEEMED', 'WITHDRAWN', 'DECLINED', 'EXPIRED')),
	CONSTRAINT offers_sent_ck CHECK (state = 'DRAFT' OR (version > 0 AND token_hash IS NOT NULL AND product_id IS NOT NULL AND ends_at > starts_at)),
	CONSTRAINT offers_redeemed_ck CHECK ((state = 'REDEEMED') = (order_id IS NOT NULL)),
	KEY offers_list_ix (seller_id, state, offer_id),
	KEY offers_match_ix (company_id, product_id, state),
	KEY offers_contact_ix (contact_email, state),
	KEY offers_due_ix (state, ends_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='private offers';

CREATE TABLE offer_drafts (
	offer_id BINARY(16) NOT NULL COMMENT 'whose next version',
	body MEDIUMTEXT NOT NULL COMMENT 'the terms as JSON (schema OfferTerms), complete or not',
	updated_at DATETIME(6) NOT NULL COMMENT 'UTC',
	updated_by BINARY(16) NOT NULL COMMENT 'the user',
	row_version BIGINT NOT NULL DEFAULT 1 COMMENT 'for If-Match',
	CONSTRAINT offer_drafts_pk PRIMARY KEY (offer_id),
	CONSTRAINT offer_drafts_offer_fk FOREIGN KEY (offer_id) REFERENCES offers (offer_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='what sellers edit; gone when it is sent';

CREATE TABLE offer_versions (
	offer_id BINARY(16) NOT NULL COMMENT 'whose',
	version INT NOT NULL COMMENT 'from 1 on',
	product_id BINARY(16) NOT NULL COMMENT 'what',
	product_revision INT NOT NULL COMMENT 'as it was when this was sent',
	plan_id BINARY(16) NOT NULL COMMENT 'which specification',
	billing_mode VARCHAR(16) NOT NULL COMMENT 'one_time, monthly, yearly',
	quantity BIGINT NOT NULL COMMENT 'units',
	periods BIGINT NOT NULL COMMENT 'months or years; 1 for one_time',
	capacities VARCHAR(500) NOT NULL DEFAULT '' COMMENT 'code=amount, comma separated, all the plan has',
	region VARCHAR(40) NULL COMMENT 'of an image''s server',
	flavour VARCHAR(40) NULL COMMENT 'of an image''s server',
	currency CHAR(3) NOT NULL COMMENT 'ISO 4217, the buyer''s',
	price_kind VARCHAR(8) NOT NULL COMMENT 'amount, percent',
	percent_bp INT NULL COMMENT 'off the list price, 1/100 %',
	unit_minor BIGINT NOT NULL COMMENT 'net, per unit and period: the offered price',
	list_unit_minor BIGINT NOT NULL COMMENT 'the list''s, when this was sent',
	net_minor BIGINT NOT NULL COMMENT 'unit x quantity x periods',
	billing VARCHAR(8) NULL COMMENT 'advance, arrears; NULL: no milestones',
	deemed_days INT NULL COMMENT 'business days after which a delivery counts as accepted; NULL: never',
	note VARCHAR(2000) NOT NULL DEFAULT '' COMMENT 'the seller''s words to the buyer',
	starts_at DATETIME(6) NOT NULL COMMENT 'UTC',
	ends_at DATETIME(6) NOT NULL COMMENT 'UTC; as of the sending',
	body MEDIUMTEXT NOT NULL COMMENT 'the terms as JSON, as they were sent: for diff, clone and revision',
	sent_at DATETIME(6) NOT NULL COMMENT 'UTC',
	sent_by BINARY(16) NOT NULL COMMENT 'the user',
	CONSTRAINT offer_versions_pk PRIMARY KEY (offer_id, version),
	CONSTRAINT offer_versions_offer_fk FOREIGN KEY (offer_id) REFERENCES offers (offer_id),
	CONSTRAINT offer_versions_amount_ck CHECK (quantity >= 1 AND periods >= 1 AND unit_minor >= 0 AND net_minor >= 0),
	CONSTRAINT offer_versions_price_ck CHECK (price_kind IN ('amount', 'percent') AND (price_kind = 'percent') = (percent_bp IS NOT NULL)),
	CONSTRAINT offer_versions_billing_ck CHECK (billing IS NULL OR billing IN ('advance', 'arrears'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='the terms of each version, never changed';

CREATE TABLE offer_milestones (
	offer_id BINARY(16) NOT NULL COMMENT 'whose',
	version INT NOT NULL COMMENT 'of which',
	position INT NOT NULL COMMENT 'from 1 on',
	name VARCHAR(200) NOT NULL COMMENT 'of the stage',
	share_bp INT NOT NULL COMMENT '1/100 %; all of them sum to 10000',
	criteria VARCHAR(4000) NOT NULL DEFAULT '' COMMENT 'of acceptance, a line each',
	CONSTRAINT offer_milestones_pk PRIMARY KEY (offer_id, version, position),
	CONSTRAINT offer_milestones_version_fk FOREIGN KEY (offer_id, version) REFERENCES offer_versions (offer_id, version),
	CONSTRAINT offer_milestones_share_ck CHECK (share_bp BETWEEN 1 AND 10000)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='stages of offers that are paid by milestones';

CREATE TABLE offer_documents (
	offer_id BINARY(16) NOT NULL COMMENT 'whose',
	version INT NOT NULL COMMENT 'of which',
	position INT NOT NULL COMMENT 'from 1 on',
	document_hash BINARY(32) NOT NULL COMMENT 'extra terms, to be ticked by themselves',
	CONSTRAINT offer_documents_pk PRIMARY KEY (offer_id, version, position),
	CONSTRAINT offer_documents_version_fk FOREIGN KEY (offer_id, version) REFERENCES offer_versions (offer_id, version),
	CONSTRAINT offer_documents_document_fk FOREIGN KEY (document_hash) REFERENCES documents (document_hash)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='agreements of an offer beside those of its product';

CREATE TABLE offer_templates (
	template_id BINARY(16) NOT NULL COMMENT 'UUIDv7, shown as oft_',
	seller_id BINARY(16) NOT NULL COMMENT 'whose',
	name VARCHAR(120) NOT NULL COMMENT 'unique for its seller',
	body MEDIUMTEXT NOT NULL COMMENT 'the terms as JSON, without buyer and dates',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC',
	CONSTRAINT offer_templates_pk PRIMARY KEY (template_id),
	CONSTRAINT offer_templates_name_uq UNIQUE (seller_id, name),
	CONSTRAINT offer_templates_seller_fk FOREIGN KEY (seller_id) REFERENCES sellers (seller_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='terms that sellers begin offers from';

CREATE TABLE offer_messages (
	message_id BINARY(16) NOT NULL COMMENT 'the outbox row''s',
	offer_id BINARY(16) NOT NULL COMMENT 'about which',
	version INT NOT NULL COMMENT 'of it',
	channel VARCHAR(8) NOT NULL COMMENT 'mail, sms',
	recipient VARCHAR(254) NOT NULL COMMENT 'masked, for the seller',
	report VARCHAR(16) NULL COMMENT 'of the gateway: ACCEPTED, BUFFERED, DELIVERED, FAILED; NULL: none yet',
	report_at DATETIME(6) NULL COMMENT 'UTC; of the last one',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC',
	CONSTRAINT offer_messages_pk PRIMARY KEY (message_id),
	CONSTRAINT offer_messages_offer_fk FOREIGN KEY (offer_id) REFERENCES offers (offer_id),
	CONSTRAINT offer_messages_channel_ck CHECK (channel IN ('mail', 'sms')),
	CONSTRAINT offer_messages_report_ck CHECK (report IS NULL OR report IN ('ACCEPTED', 'BUFFERED', 'DELIVERED', 'FAILED')),
	KEY offer_messages_offer_ix (offer_id, created_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='what was sent about an offer; its state lies in outbox';

CREATE TABLE offer_openings (
	offer_id BINARY(16) NOT NULL COMMENT 'which',
	user_id BINARY(16) NOT NULL COMMENT 'who opened its link, signed in',
	own BOOLEAN NOT NULL COMMENT '1: of the company that it is for',
	version INT NOT NULL COMMENT 'that was seen last',
	first_at DATETIME(6) NOT NULL COMMENT 'UTC',
	last_at DATETIME(6) NOT NULL COMMENT 'UTC',
	CONSTRAINT offer_openings_pk PRIMARY KEY (offer_id, user_id),
	CONSTRAINT offer_openings_offer_fk FOREIGN KEY (offer_id) REFERENCES offers (offer_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='who has seen an offer, for its seller';

CREATE TABLE offer_requests (
	request_id BINARY(16) NOT NULL COMMENT 'UUIDv7, shown as ofr_',
	company_id BINARY(16) NOT NULL COMMENT 'who asks',
	user_id BINARY(16) NOT NULL COMMENT 'the user who began it',
	seller_id BINARY(16) NOT NULL COMMENT 'who is asked',
	product_id BINARY(16) NOT NULL COMMENT 'for what',
	state VARCHAR(16) NOT NULL COMMENT 'REQUESTED, ANSWERED, COUNTERED, ACCEPTED, DECLINED',
	rounds INT NOT NULL COMMENT 'so far',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC',
	updated_at DATETIME(6) NOT NULL COMMENT 'UTC',
	row_version BIGINT NOT NULL DEFAULT 1 COMMENT 'grows with each change',
	CONSTRAINT offer_requests_pk PRIMARY KEY (request_id),
	CONSTRAINT offer_requests_company_fk FOREIGN KEY (company_id) REFERENCES companies (company_id),
	CONSTRAINT offer_requests_seller_fk FOREIGN KEY (seller_id) REFERENCES sellers (seller_id),
	CONSTRAINT offer_requests_product_fk FOREIGN KEY (product_id) REFERENCES products (product_id),
	CONSTRAINT offer_requests_state_ck CHECK (state IN ('REQUESTED', 'ANSWERED', 'COUNTERED', 'ACCEPTED', 'DECLINED')),
	KEY offer_requests_company_ix (company_id, request_id),
	KEY offer_requests_seller_ix (seller_id, request_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='negotiations';

CREATE TABLE offer_request_rounds (
	request_id BINARY(16) NOT NULL COMMENT 'whose',
	round INT NOT NULL COMMENT 'from 1 on',
	side VARCHAR(8) NOT NULL COMMENT 'buyer, seller',
	kind VARCHAR(16) NOT NULL COMMENT 'request, counter, offer, decline, accept',
	user_id BINARY(16) NOT NULL COMMENT 'who wrote it',
	plan_id BINARY(16) NULL COMMENT 'the specification that is asked for',
	billing_mode VARCHAR(16) NULL COMMENT 'one_time, monthly, yearly',
	quantity BIGINT NULL COMMENT 'units',
	periods BIGINT NULL COMMENT 'months or years',
	capacities VARCHAR(500) NOT NULL DEFAULT '' COMMENT 'code=amount, comma separated',
	currency CHAR(3) NULL COMMENT 'of the target price',
	target_minor BIGINT NULL COMMENT 'net, per unit and period, that is wished for',
	starts_on DATE NULL COMMENT 'wished for, in the site''s time zone',
	message VARCHAR(2000) NOT NULL DEFAULT '' COMMENT 'plain text',
	offer_id BINARY(16) NULL COMMENT 'of an answer',
	offer_version INT NULL COMMENT 'of an answer',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC',
	CONSTRAINT offer_request_rounds_pk PRIMARY KEY (request_id, round),
	CONSTRAINT offer_request_rounds_request_fk FOREIGN KEY (request_id) REFERENCES offer_requests (request_id),
	CONSTRAINT offer_request_rounds_side_ck CHECK (side IN ('buyer', 'seller')),
	CONSTRAINT offer_request_rounds_kind_ck CHECK (kind IN ('request', 'counter', 'offer', 'decline', 'accept'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='what was said in each round, frozen once sent';

CREATE TABLE notifications (
	notification_id BINARY(16) NOT NULL COMMENT 'UUIDv7, shown as ntf_',
	user_id BINARY(16) NOT NULL COMMENT 'for whom',
	kind VARCHAR(40) NOT NULL COMMENT 'offer_sent, offer_ending, request_answered, ...',
	subject_id BINARY(16) NOT NULL COMMENT 'the offer, request or order',
	party VARCHAR(200) NOT NULL DEFAULT '' COMMENT 'the other side, as it was shown',
	topic VARCHAR(200) NOT NULL DEFAULT '' COMMENT 'the product, as it was shown',
	at_us BIGINT NULL COMMENT 'an instant that the words name, Unix time in us',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC',
	read_at DATETIME(6) NULL COMMENT 'UTC',
	CONSTRAINT notifications_pk PRIMARY KEY (notification_id),
	CONSTRAINT notifications_user_fk FOREIGN KEY (user_id) REFERENCES users (user_id),
	KEY notifications_user_ix (user_id, read_at, notification_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='what people are told in the pages';
