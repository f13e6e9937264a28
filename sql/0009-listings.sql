-- The Seller Centre: drafts, revisions, media, releases.

CREATE TABLE product_drafts (
	product_id BINARY(16) NOT NULL COMMENT 'whose next revision',
	state VARCHAR(16) NOT NULL COMMENT 'EDITING, IN_REVIEW',
	body MEDIUMTEXT NOT NULL COMMENT 'the listing as JSON (schema Listing)',
	review_note VARCHAR(2000) NULL COMMENT 'what the operator asked for last',
	submitted_at DATETIME(6) NULL COMMENT 'UTC; last',
	submitted_by BINARY(16) NULL COMMENT 'the user',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC',
	updated_at DATETIME(6) NOT NULL COMMENT 'UTC',
	updated_by BINARY(16) NOT NULL COMMENT 'the user',
	row_version BIGINT NOT NULL DEFAULT 1 COMMENT 'for If-Match',
	CONSTRAINT product_drafts_pk PRIMARY KEY (product_id),
	KEY product_drafts_queue_ix (state, submitted_at),
	CONSTRAINT product_drafts_product_fk FOREIGN KEY (product_id) REFERENCES products (product_id),
	CONSTRAINT product_drafts_state_ck CHECK (state IN ('EDITING', 'IN_REVIEW'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='what sellers edit; gone when it is published';

CREATE TABLE product_revisions (
	product_id BINARY(16) NOT NULL COMMENT 'whose',
	revision INT NOT NULL COMMENT 'from 1; order lines name it',
	body MEDIUMTEXT NOT NULL COMMENT 'the listing as it was published (schema Listing)',
	published_at DATETIME(6) NOT NULL COMMENT 'UTC',
	published_by BINARY(16) NULL COMMENT 'the operator; NULL: by soukctl',
	CONSTRAINT product_revisions_pk PRIMARY KEY (product_id, revision),
	CONSTRAINT product_revisions_product_fk FOREIGN KEY (product_id) REFERENCES products (product_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='what buyers bought, kept for ever';

CREATE TABLE media (
	seller_id BINARY(16) NOT NULL COMMENT 'who uploaded it',
	file VARCHAR(80) NOT NULL COMMENT '<sha256>.<ext> in DATA_DIR/media',
	width INT NOT NULL COMMENT 'pixels',
	height INT NOT NULL COMMENT 'pixels',
	bytes BIGINT NOT NULL COMMENT 'of the file',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC',
	CONSTRAINT media_pk PRIMARY KEY (seller_id, file),
	CONSTRAINT media_seller_fk FOREIGN KEY (seller_id) REFERENCES sellers (seller_id),
	CONSTRAINT media_size_ck CHECK (width > 0 AND height > 0 AND bytes > 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='pictures that were decoded and written anew';

CREATE TABLE product_screenshots (
	product_id BINARY(16) NOT NULL COMMENT 'whose',
	position INT NOT NULL COMMENT 'from 1',
	file VARCHAR(80) NOT NULL COMMENT 'in DATA_DIR/media',
	width INT NOT NULL COMMENT 'pixels',
	height INT NOT NULL COMMENT 'pixels',
	alt VARCHAR(200) NOT NULL COMMENT 'what it shows, in the site''s first locale',
	CONSTRAINT product_screenshots_pk PRIMARY KEY (product_id, position),
	CONSTRAINT product_screenshots_product_fk FOREIGN KEY (product_id) REFERENCES products (product_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='pictures on the product page';

CREATE TABLE product_releases (
	product_id BINARY(16) NOT NULL COMMENT 'whose',
	position INT NOT NULL COMMENT 'from 1, newest first',
	version VARCHAR(64) NOT NULL COMMENT 'as the seller counts',
	released_on DATE NOT NULL COMMENT 'day',
	notes TEXT NOT NULL COMMENT 'Markdown',
	CONSTRAINT product_releases_pk PRIMARY KEY (product_id, position),
	CONSTRAINT product_releases_product_fk FOREIGN KEY (product_id) REFERENCES products (product_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='versions of the software';
