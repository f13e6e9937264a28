-- Sellers' endpoints, what a line's service is called there, and the one
-- contact that a buyer consented to hand over.

CREATE TABLE endpoints (
	product_id BINARY(16) NOT NULL COMMENT 'whose',
	url VARCHAR(500) NOT NULL COMMENT 'where the seller is called',
	key_sealed VARBINARY(600) NOT NULL COMMENT 'the access key, AES-256-GCM; aad: product_id',
	contact TINYINT NOT NULL DEFAULT 0 COMMENT '1: wants the buyer''s contact, if the buyer consents',
	signs TINYINT NOT NULL DEFAULT 0 COMMENT '1: has signed an answer, so must go on to',
	fault VARCHAR(300) NULL COMMENT 'what was wrong with the last call for an order; NULL: nothing',
	fault_at DATETIME(6) NULL COMMENT 'UTC',
	changed_by BINARY(16) NOT NULL COMMENT 'the user',
	changed_at DATETIME(6) NOT NULL COMMENT 'UTC',
	row_version BIGINT NOT NULL DEFAULT 1 COMMENT 'for If-Match',
	CONSTRAINT endpoints_pk PRIMARY KEY (product_id),
	CONSTRAINT endpoints_product_fk FOREIGN KEY (product_id) REFERENCES products (product_id),
	CONSTRAINT endpoints_user_fk FOREIGN KEY (changed_by) REFERENCES users (user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='where sellers are told to provision, souk-endpoint(7)';

CREATE TABLE provisions (
	line_id BINARY(16) NOT NULL COMMENT 'what is provisioned',
	product_id BINARY(16) NOT NULL COMMENT 'of which product',
	instance_ref VARCHAR(64) NOT NULL COMMENT 'the seller''s id of it',
	answered TINYINT NOT NULL COMMENT '1: newInstance said all; 0: queryInstance is to be asked',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC',
	CONSTRAINT provisions_pk PRIMARY KEY (line_id),
	CONSTRAINT provisions_instance_uq UNIQUE (product_id, instance_ref),
	CONSTRAINT provisions_line_fk FOREIGN KEY (line_id) REFERENCES order_lines (line_id),
	CONSTRAINT provisions_product_fk FOREIGN KEY (product_id) REFERENCES products (product_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='one instance for a line, and no instance for two';

CREATE TABLE order_contacts (
	order_id BINARY(16) NOT NULL COMMENT 'whose',
	document_hash BINARY(32) NOT NULL COMMENT 'the words that were consented to',
	user_id BINARY(16) NOT NULL COMMENT 'who consented',
	kind VARCHAR(16) NOT NULL COMMENT 'mobile, email, user_name',
	value VARCHAR(254) NULL COMMENT 'exactly this is handed over; NULL: erased',
	consented_at DATETIME(6) NOT NULL COMMENT 'UTC',
	CONSTRAINT order_contacts_pk PRIMARY KEY (order_id),
	CONSTRAINT order_contacts_order_fk FOREIGN KEY (order_id) REFERENCES orders (order_id),
	CONSTRAINT order_contacts_document_fk FOREIGN KEY (document_hash) REFERENCES documents (document_hash),
	CONSTRAINT order_contacts_user_fk FOREIGN KEY (user_id) REFERENCES users (user_id),
	CONSTRAINT order_contacts_kind_ck CHECK (kind IN ('mobile', 'email', 'user_name')),
	KEY order_contacts_user_ix (user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='what a seller may be told of the buyer (R17, R18)';
