-- Orders, what was agreed to, what was delivered, payments and bills.

CREATE TABLE document_counters (
	kind VARCHAR(16) NOT NULL COMMENT 'order, bill',
	year INT NOT NULL COMMENT 'in the site''s time zone',
	last_no BIGINT NOT NULL COMMENT 'the last number given; gapless',
	CONSTRAINT document_counters_pk PRIMARY KEY (kind, year)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='locked last in a transaction';

CREATE TABLE orders (
	order_id BINARY(16) NOT NULL COMMENT 'UUIDv7, shown as ord_',
	company_id BINARY(16) NOT NULL COMMENT 'the buyer',
	user_id BINARY(16) NOT NULL COMMENT 'who ordered',
	seller_id BINARY(16) NOT NULL COMMENT 'whose product',
	state VARCHAR(20) NOT NULL COMMENT 'design 2-domain',
	currency CHAR(3) NOT NULL COMMENT 'ISO 4217',
	net_minor BIGINT NOT NULL COMMENT 'sum of lines',
	tax_minor BIGINT NOT NULL COMMENT 'sum of lines',
	total_minor BIGINT NOT NULL COMMENT 'net + tax',
	quote_hash BINARY(32) NOT NULL COMMENT 'a quote buys once',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC',
	expires_at DATETIME(6) NOT NULL COMMENT 'UTC; unpaid by then: cancelled',
	paid_at DATETIME(6) NULL COMMENT 'UTC',
	active_at DATETIME(6) NULL COMMENT 'UTC; delivered',
	closed_at DATETIME(6) NULL COMMENT 'UTC; cancelled, refunded or ended',
	close_reason VARCHAR(200) NULL COMMENT 'for people',
	row_version BIGINT NOT NULL DEFAULT 1 COMMENT 'grows with each change',
	CONSTRAINT orders_pk PRIMARY KEY (order_id),
	CONSTRAINT orders_quote_uq UNIQUE (quote_hash),
	CONSTRAINT orders_company_fk FOREIGN KEY (company_id) REFERENCES companies (company_id),
	CONSTRAINT orders_user_fk FOREIGN KEY (user_id) REFERENCES users (user_id),
	CONSTRAINT orders_seller_fk FOREIGN KEY (seller_id) REFERENCES sellers (seller_id),
	CONSTRAINT orders_state_ck CHECK (state IN ('PENDING_PAYMENT', 'PAID', 'PROVISIONING', 'ACTIVE', 'PROVISION_FAILED', 'CANCELLED', 'REFUNDED', 'EXPIRED', 'RENEWED')),
	CONSTRAINT orders_total_ck CHECK (total_minor = net_minor + tax_minor AND net_minor >= 0 AND tax_minor >= 0),
	KEY orders_company_ix (company_id, created_at),
	KEY orders_due_ix (state, expires_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='what was ordered';

CREATE TABLE order_lines (
	line_id BINARY(16) NOT NULL COMMENT 'UUIDv7, shown as lin_',
	order_id BINARY(16) NOT NULL COMMENT 'whose',
	position INT NOT NULL COMMENT 'from 1',
	kind VARCHAR(16) NOT NULL COMMENT 'software, infrastructure',
	product_id BINARY(16) NOT NULL COMMENT 'what',
	product_revision INT NOT NULL COMMENT 'the revision that was bought',
	plan_id BINARY(16) NOT NULL COMMENT 'which specification',
	product_name VARCHAR(120) NOT NULL COMMENT 'as it was shown',
	plan_name VARCHAR(120) NOT NULL COMMENT 'as it was shown',
	billing_mode VARCHAR(16) NOT NULL COMMENT 'one_time, monthly, yearly',
	quantity BIGINT NOT NULL COMMENT 'units',
	periods BIGINT NOT NULL COMMENT 'months or years; 1 for one_time',
	capacities VARCHAR(500) NOT NULL DEFAULT '' COMMENT 'code=amount, comma separated',
	unit_minor BIGINT NOT NULL COMMENT 'net, per unit and period',
	net_minor BIGINT NOT NULL COMMENT 'unit x quantity x periods',
	tax_minor BIGINT NOT NULL COMMENT 'minor units',
	CONSTRAINT order_lines_pk PRIMARY KEY (line_id),
	CONSTRAINT order_lines_position_uq UNIQUE (order_id, position),
	CONSTRAINT order_lines_order_fk FOREIGN KEY (order_id) REFERENCES orders (order_id),
	CONSTRAINT order_lines_kind_ck CHECK (kind IN ('software', 'infrastructure')),
	CONSTRAINT order_lines_amount_ck CHECK (quantity >= 1 AND periods >= 1 AND unit_minor >= 0 AND net_minor >= 0 AND tax_minor >= 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='the price snapshot';

CREATE TABLE order_consents (
	order_id BINARY(16) NOT NULL COMMENT 'whose',
	document_hash BINARY(32) NOT NULL COMMENT 'the very text',
	user_id BINARY(16) NOT NULL COMMENT 'who ticked it',
	accepted_at DATETIME(6) NOT NULL COMMENT 'UTC',
	CONSTRAINT order_consents_pk PRIMARY KEY (order_id, document_hash),
	CONSTRAINT order_consents_order_fk FOREIGN KEY (order_id) REFERENCES orders (order_id),
	CONSTRAINT order_consents_document_fk FOREIGN KEY (document_hash) REFERENCES documents (document_hash)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='accepted documents';

CREATE TABLE services (
	service_id BINARY(16) NOT NULL COMMENT 'UUIDv7, shown as srv_',
	line_id BINARY(16) NOT NULL COMMENT 'one for each line',
	order_id BINARY(16) NOT NULL COMMENT 'whose',
	company_id BINARY(16) NOT NULL COMMENT 'the owner',
	access_url VARCHAR(500) NULL COMMENT 'where a SaaS is used',
	secret_sealed VARBINARY(2048) NULL COMMENT 'licence keys or first sign-in, AES-256-GCM',
	note VARCHAR(2000) NOT NULL COMMENT 'what was delivered, plain text',
	delivered_at DATETIME(6) NOT NULL COMMENT 'UTC',
	term_ends_at DATETIME(6) NULL COMMENT 'UTC; NULL: no end',
	CONSTRAINT services_pk PRIMARY KEY (service_id),
	CONSTRAINT services_line_uq UNIQUE (line_id),
	CONSTRAINT services_line_fk FOREIGN KEY (line_id) REFERENCES order_lines (line_id),
	CONSTRAINT services_order_fk FOREIGN KEY (order_id) REFERENCES orders (order_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='what was delivered';

CREATE TABLE tasks (
	task_id BINARY(16) NOT NULL COMMENT 'UUIDv7, shown as tsk_',
	kind VARCHAR(16) NOT NULL COMMENT 'deliver',
	order_id BINARY(16) NOT NULL COMMENT 'about',
	state VARCHAR(16) NOT NULL COMMENT 'OPEN, DONE',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC',
	done_at DATETIME(6) NULL COMMENT 'UTC',
	CONSTRAINT tasks_pk PRIMARY KEY (task_id),
	CONSTRAINT tasks_order_uq UNIQUE (kind, order_id),
	CONSTRAINT tasks_order_fk FOREIGN KEY (order_id) REFERENCES orders (order_id),
	CONSTRAINT tasks_state_ck CHECK (state IN ('OPEN', 'DONE')),
	KEY tasks_state_ix (state, created_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='what waits for an operator';

CREATE TABLE payments (
	payment_id BINARY(16) NOT NULL COMMENT 'UUIDv7, shown as pay_: our reference at the gateway',
	order_id BINARY(16) NOT NULL COMMENT 'what is paid',
	company_id BINARY(16) NOT NULL COMMENT 'who pays',
	open_order_id BINARY(16) NULL COMMENT 'the order while money may come or has come; NULL once failed',
	attempt INT NOT NULL COMMENT 'from 1',
	gateway VARCHAR(16) NOT NULL COMMENT 'sandbox, stripe',
	state VARCHAR(20) NOT NULL COMMENT 'design 2-domain',
	currency CHAR(3) NOT NULL COMMENT 'ISO 4217',
	amount_minor BIGINT NOT NULL COMMENT 'the order''s total',
	gateway_ref VARCHAR(255) NULL COMMENT 'the gateway''s id',
	redirect_url VARCHAR(1000) NULL COMMENT 'the gateway''s page',
	failure VARCHAR(100) NULL COMMENT 'the gateway''s code',
	checks INT NOT NULL DEFAULT 0 COMMENT 'how often the gateway was asked',
	next_check_at DATETIME(6) NULL COMMENT 'UTC; when to ask next',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC',
	captured_at DATETIME(6) NULL COMMENT 'UTC',
	row_version BIGINT NOT NULL DEFAULT 1 COMMENT 'grows with each change',
	CONSTRAINT payments_pk PRIMARY KEY (payment_id),
	CONSTRAINT payments_open_uq UNIQUE (open_order_id),
	CONSTRAINT payments_attempt_uq UNIQUE (order_id, attempt),
	CONSTRAINT payments_ref_uq UNIQUE (gateway, gateway_ref),
	CONSTRAINT payments_order_fk FOREIGN KEY (order_id) REFERENCES orders (order_id),
	CONSTRAINT payments_state_ck CHECK (state IN ('CREATED', 'REQUIRES_ACTION', 'PROCESSING', 'UNKNOWN', 'CAPTURED', 'FAILED', 'CANCELLED', 'PARTLY_REFUNDED', 'REFUNDED', 'CHARGED_BACK')),
	CONSTRAINT payments_amount_ck CHECK (amount_minor > 0),
	KEY payments_check_ix (next_check_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='attempts to pay';

CREATE TABLE payment_events (
	gateway VARCHAR(16) NOT NULL COMMENT 'sandbox, stripe',
	event_ref VARCHAR(255) NOT NULL COMMENT 'the gateway''s id of the event',
	gateway_ref VARCHAR(255) NOT NULL COMMENT 'of the payment it is about',
	kind VARCHAR(64) NOT NULL COMMENT 'the gateway''s word',
	received_at DATETIME(6) NOT NULL COMMENT 'UTC',
	applied_at DATETIME(6) NULL COMMENT 'UTC; NULL: the worker still has to',
	outcome VARCHAR(64) NULL COMMENT 'captured, failed, ignored, no such payment',
	CONSTRAINT payment_events_pk PRIMARY KEY (gateway, event_ref),
	KEY payment_events_open_ix (applied_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='each event is applied once';

CREATE TABLE bills (
	bill_id BINARY(16) NOT NULL COMMENT 'UUIDv7, shown as bil_',
	bill_no VARCHAR(32) NOT NULL COMMENT 'gapless in issuer and year',
	order_id BINARY(16) NOT NULL COMMENT 'what is billed',
	stage INT NOT NULL DEFAULT 0 COMMENT '0: the whole order; k: its milestone',
	company_id BINARY(16) NOT NULL COMMENT 'who owes',
	state VARCHAR(16) NOT NULL COMMENT 'design 2-domain',
	currency CHAR(3) NOT NULL COMMENT 'ISO 4217',
	net_minor BIGINT NOT NULL COMMENT 'minor units',
	tax_minor BIGINT NOT NULL COMMENT 'minor units',
	total_minor BIGINT NOT NULL COMMENT 'net + tax',
	paid_minor BIGINT NOT NULL COMMENT 'received so far',
	issued_at DATETIME(6) NOT NULL COMMENT 'UTC',
	due_at DATETIME(6) NOT NULL COMMENT 'UTC',
	paid_at DATETIME(6) NULL COMMENT 'UTC; all of it',
	row_version BIGINT NOT NULL DEFAULT 1 COMMENT 'grows with each change',
	CONSTRAINT bills_pk PRIMARY KEY (bill_id),
	CONSTRAINT bills_no_uq UNIQUE (bill_no),
	CONSTRAINT bills_stage_uq UNIQUE (order_id, stage),
	CONSTRAINT bills_order_fk FOREIGN KEY (order_id) REFERENCES orders (order_id),
	CONSTRAINT bills_state_ck CHECK (state IN ('SCHEDULED', 'ISSUED', 'PARTLY_PAID', 'PAID', 'OVERDUE', 'DISPUTED', 'UNCOLLECTIBLE', 'VOID')),
	CONSTRAINT bills_total_ck CHECK (total_minor = net_minor + tax_minor AND paid_minor BETWEEN 0 AND total_minor),
	KEY bills_company_ix (company_id, issued_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='what companies owe and have paid';
