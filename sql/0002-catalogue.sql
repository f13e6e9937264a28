-- Sellers, categories, products with their texts, plans and prices, and
-- the documents that buyers accept.

CREATE TABLE documents (
	document_hash BINARY(32) NOT NULL COMMENT 'SHA-256 of the text',
	kind VARCHAR(32) NOT NULL COMMENT 'terms, refunds, privacy, imprint, seller-terms, agreement',
	locale VARCHAR(16) NOT NULL COMMENT 'language of the text',
	title VARCHAR(200) NOT NULL COMMENT 'first heading',
	text MEDIUMTEXT NOT NULL COMMENT 'Markdown, kept for ever',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC; first seen',
	CONSTRAINT documents_pk PRIMARY KEY (document_hash)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='every version of every text that was ever agreed to';

CREATE TABLE sellers (
	seller_id BINARY(16) NOT NULL COMMENT 'UUIDv7, shown as sel_',
	company_id BINARY(16) NOT NULL COMMENT 'the company behind it',
	slug VARCHAR(80) NOT NULL COMMENT 'in URLs',
	name VARCHAR(200) NOT NULL COMMENT 'as buyers see it',
	website VARCHAR(500) NULL COMMENT 'absolute URL',
	about TEXT NULL COMMENT 'Markdown',
	support_email VARCHAR(254) NULL COMMENT 'shown on products',
	state VARCHAR(16) NOT NULL COMMENT 'APPLIED, ACTIVE, SUSPENDED',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC',
	row_version BIGINT NOT NULL DEFAULT 1 COMMENT 'for If-Match',
	CONSTRAINT sellers_pk PRIMARY KEY (seller_id),
	CONSTRAINT sellers_slug_uq UNIQUE (slug),
	CONSTRAINT sellers_company_fk FOREIGN KEY (company_id) REFERENCES companies (company_id),
	CONSTRAINT sellers_state_ck CHECK (state IN ('APPLIED', 'ACTIVE', 'SUSPENDED'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='selling profiles';

CREATE TABLE categories (
	category_id BINARY(16) NOT NULL COMMENT 'UUIDv7, shown as cat_',
	parent_id BINARY(16) NULL COMMENT 'NULL: top level',
	slug VARCHAR(80) NOT NULL COMMENT 'in URLs',
	position INT NOT NULL DEFAULT 0 COMMENT 'order among siblings',
	CONSTRAINT categories_pk PRIMARY KEY (category_id),
	CONSTRAINT categories_slug_uq UNIQUE (slug),
	CONSTRAINT categories_parent_fk FOREIGN KEY (parent_id) REFERENCES categories (category_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='the category tree';

CREATE TABLE category_texts (
	category_id BINARY(16) NOT NULL COMMENT 'whose',
	locale VARCHAR(16) NOT NULL COMMENT 'BCP 47',
	name VARCHAR(120) NOT NULL COMMENT 'in menus',
	description TEXT NULL COMMENT 'one paragraph, plain',
	CONSTRAINT category_texts_pk PRIMARY KEY (category_id, locale),
	CONSTRAINT category_texts_category_fk FOREIGN KEY (category_id) REFERENCES categories (category_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='categories per locale';

CREATE TABLE products (
	product_id BINARY(16) NOT NULL COMMENT 'UUIDv7, shown as prd_',
	seller_id BINARY(16) NOT NULL COMMENT 'whose',
	category_id BINARY(16) NOT NULL COMMENT 'where it is listed',
	slug VARCHAR(80) NOT NULL COMMENT 'in URLs',
	delivery VARCHAR(16) NOT NULL COMMENT 'image, saas, license, service',
	state VARCHAR(16) NOT NULL COMMENT 'DRAFT, IN_REVIEW, LIVE, HIDDEN, RESTRICTED',
	revision INT NOT NULL DEFAULT 1 COMMENT 'what buyers get; grows with each edit',
	logo VARCHAR(80) NULL COMMENT 'file in DATA_DIR/media',
	website VARCHAR(500) NULL COMMENT 'absolute URL',
	licence VARCHAR(200) NULL COMMENT 'SPDX ids or the licence''s name',
	platforms VARCHAR(500) NULL COMMENT 'comma separated',
	support_email VARCHAR(254) NULL COMMENT 'NULL: the seller''s',
	support_url VARCHAR(500) NULL COMMENT 'absolute URL',
	refund_days INT NOT NULL DEFAULT 0 COMMENT '0: no refund after delivery',
	version VARCHAR(64) NULL COMMENT 'current release',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC',
	updated_at DATETIME(6) NOT NULL COMMENT 'UTC',
	row_version BIGINT NOT NULL DEFAULT 1 COMMENT 'for If-Match',
	CONSTRAINT products_pk PRIMARY KEY (product_id),
	CONSTRAINT products_slug_uq UNIQUE (slug),
	CONSTRAINT products_seller_fk FOREIGN KEY (seller_id) REFERENCES sellers (seller_id),
	CONSTRAINT products_category_fk FOREIGN KEY (category_id) REFERENCES categories (category_id),
	CONSTRAINT products_delivery_ck CHECK (delivery IN ('image', 'saas', 'license', 'service')),
	CONSTRAINT products_state_ck CHECK (state IN ('DRAFT', 'IN_REVIEW', 'LIVE', 'HIDDEN', 'RESTRICTED'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='what is listed';

CREATE TABLE product_texts (
	product_id BINARY(16) NOT NULL COMMENT 'whose',
	locale VARCHAR(16) NOT NULL COMMENT 'BCP 47',
	name VARCHAR(120) NOT NULL COMMENT 'product name',
	summary VARCHAR(300) NOT NULL COMMENT 'one sentence',
	description MEDIUMTEXT NOT NULL COMMENT 'Markdown',
	keywords VARCHAR(500) NULL COMMENT 'comma separated',
	CONSTRAINT product_texts_pk PRIMARY KEY (product_id, locale),
	CONSTRAINT product_texts_product_fk FOREIGN KEY (product_id) REFERENCES products (product_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='products per locale';

CREATE TABLE product_agreements (
	product_id BINARY(16) NOT NULL COMMENT 'whose',
	document_hash BINARY(32) NOT NULL COMMENT 'the version in force',
	position INT NOT NULL COMMENT 'order of display',
	CONSTRAINT product_agreements_pk PRIMARY KEY (product_id, document_hash),
	CONSTRAINT product_agreements_product_fk FOREIGN KEY (product_id) REFERENCES products (product_id),
	CONSTRAINT product_agreements_document_fk FOREIGN KEY (document_hash) REFERENCES documents (document_hash)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='the seller''s agreements that its buyers accept';

CREATE TABLE plans (
	plan_id BINARY(16) NOT NULL COMMENT 'UUIDv7, shown as pln_',
	product_id BINARY(16) NOT NULL COMMENT 'whose',
	code VARCHAR(40) NOT NULL COMMENT 'unique in the product; in URLs',
	position INT NOT NULL COMMENT 'order of display',
	state VARCHAR(16) NOT NULL DEFAULT 'LIVE' COMMENT 'LIVE, RETIRED',
	CONSTRAINT plans_pk PRIMARY KEY (plan_id),
	CONSTRAINT plans_code_uq UNIQUE (product_id, code),
	CONSTRAINT plans_product_fk FOREIGN KEY (product_id) REFERENCES products (product_id),
	CONSTRAINT plans_state_ck CHECK (state IN ('LIVE', 'RETIRED'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='specifications that can be bought';

CREATE TABLE plan_texts (
	plan_id BINARY(16) NOT NULL COMMENT 'whose',
	locale VARCHAR(16) NOT NULL COMMENT 'BCP 47',
	name VARCHAR(120) NOT NULL COMMENT 'plan name',
	summary VARCHAR(300) NOT NULL COMMENT 'one sentence',
	CONSTRAINT plan_texts_pk PRIMARY KEY (plan_id, locale),
	CONSTRAINT plan_texts_plan_fk FOREIGN KEY (plan_id) REFERENCES plans (plan_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='plans per locale';

CREATE TABLE plan_options (
	plan_id BINARY(16) NOT NULL COMMENT 'whose',
	position INT NOT NULL COMMENT 'order of display',
	name VARCHAR(80) NOT NULL COMMENT 'edition, support, ...',
	value VARCHAR(200) NOT NULL COMMENT 'Pro, 24 hours, ...',
	CONSTRAINT plan_options_pk PRIMARY KEY (plan_id, position),
	CONSTRAINT plan_options_name_uq UNIQUE (plan_id, name),
	CONSTRAINT plan_options_plan_fk FOREIGN KEY (plan_id) REFERENCES plans (plan_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='what a plan specifies';

CREATE TABLE capacities (
	plan_id BINARY(16) NOT NULL COMMENT 'whose',
	code VARCHAR(40) NOT NULL COMMENT 'users, storage, ...',
	position INT NOT NULL COMMENT 'order of display',
	unit VARCHAR(40) NOT NULL COMMENT 'user, GB, ...',
	min_amount BIGINT NOT NULL COMMENT 'least that can be chosen',
	max_amount BIGINT NOT NULL COMMENT 'most that can be chosen',
	step_amount BIGINT NOT NULL COMMENT 'sold in steps of',
	included_amount BIGINT NOT NULL DEFAULT 0 COMMENT 'in the plan''s price',
	CONSTRAINT capacities_pk PRIMARY KEY (plan_id, code),
	CONSTRAINT capacities_plan_fk FOREIGN KEY (plan_id) REFERENCES plans (plan_id),
	CONSTRAINT capacities_amount_ck CHECK (step_amount > 0 AND min_amount >= 0 AND max_amount >= min_amount AND included_amount >= 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='counted options of a plan';

CREATE TABLE prices (
	plan_id BINARY(16) NOT NULL COMMENT 'whose',
	billing_mode VARCHAR(16) NOT NULL COMMENT 'one_time, monthly, yearly',
	currency CHAR(3) NOT NULL COMMENT 'ISO 4217',
	capacity VARCHAR(40) NOT NULL DEFAULT '' COMMENT 'empty: the plan; else one step of that capacity',
	from_quantity BIGINT NOT NULL DEFAULT 1 COMMENT 'the tier starts at this quantity',
	amount_minor BIGINT NOT NULL COMMENT 'net, minor units, per unit and period',
	CONSTRAINT prices_pk PRIMARY KEY (plan_id, billing_mode, currency, capacity, from_quantity),
	CONSTRAINT prices_plan_fk FOREIGN KEY (plan_id) REFERENCES plans (plan_id),
	CONSTRAINT prices_mode_ck CHECK (billing_mode IN ('one_time', 'monthly', 'yearly')),
	CONSTRAINT prices_amount_ck CHECK (amount_minor BETWEEN 0 AND 9007199254740991 AND from_quantity >= 1)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='what a plan costs';

CREATE TABLE popularity (
	product_id BINARY(16) NOT NULL COMMENT 'which',
	pin INT NULL COMMENT 'operator pins come first, in this order',
	paid_orders BIGINT NOT NULL DEFAULT 0 COMMENT 'of the last 30 days',
	computed_at DATETIME(6) NOT NULL COMMENT 'UTC',
	CONSTRAINT popularity_pk PRIMARY KEY (product_id),
	CONSTRAINT popularity_product_fk FOREIGN KEY (product_id) REFERENCES products (product_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='Popular Applications: recomputed daily';

CREATE TABLE site_counters (
	name VARCHAR(40) NOT NULL COMMENT 'catalogue_revision, ...',
	value BIGINT NOT NULL COMMENT 'grows only',
	CONSTRAINT site_counters_pk PRIMARY KEY (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='revisions that processes watch';
