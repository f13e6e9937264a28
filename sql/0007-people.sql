-- Invitations, one-time codes, recovery codes, API keys, saved lists.

CREATE TABLE invitations (
	invitation_id BINARY(16) NOT NULL COMMENT 'UUIDv7, shown as inv_',
	company_id BINARY(16) NOT NULL COMMENT 'into which company',
	email VARCHAR(254) NOT NULL COMMENT 'lower case; who may accept',
	role VARCHAR(16) NOT NULL COMMENT 'what the new user may do',
	locale VARCHAR(16) NOT NULL COMMENT 'of the mail',
	state VARCHAR(16) NOT NULL COMMENT 'PENDING, ACCEPTED, REVOKED',
	token_hash BINARY(32) NOT NULL COMMENT 'HMAC-SHA-256 of the token',
	token_sealed VARBINARY(255) NOT NULL COMMENT 'AES-256-GCM; unsealed when the mail is rendered',
	invited_by BINARY(16) NOT NULL COMMENT 'the owner',
	user_id BINARY(16) NULL COMMENT 'who accepted',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC',
	expires_at DATETIME(6) NOT NULL COMMENT 'UTC',
	CONSTRAINT invitations_pk PRIMARY KEY (invitation_id),
	CONSTRAINT invitations_token_uq UNIQUE (token_hash),
	KEY invitations_company_ix (company_id, created_at),
	CONSTRAINT invitations_company_fk FOREIGN KEY (company_id) REFERENCES companies (company_id),
	CONSTRAINT invitations_user_fk FOREIGN KEY (invited_by) REFERENCES users (user_id),
	CONSTRAINT invitations_role_ck CHECK (role IN ('viewer', 'finance', 'purchaser', 'seller', 'owner')),
	CONSTRAINT invitations_state_ck CHECK (state IN ('PENDING', 'ACCEPTED', 'REVOKED'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='links that make somebody a user of a company';

CREATE TABLE mobile_codes (
	user_id BINARY(16) NOT NULL COMMENT 'who has to type it',
	mobile VARCHAR(16) NOT NULL COMMENT 'E.164; the number it proves',
	code_hash BINARY(32) NOT NULL COMMENT 'HMAC-SHA-256 of user and code',
	code_sealed VARBINARY(255) NOT NULL COMMENT 'AES-256-GCM; unsealed when the SMS is rendered',
	tries INT NOT NULL DEFAULT 0 COMMENT 'wrong ones so far',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC',
	expires_at DATETIME(6) NOT NULL COMMENT 'UTC',
	CONSTRAINT mobile_codes_pk PRIMARY KEY (user_id),
	CONSTRAINT mobile_codes_user_fk FOREIGN KEY (user_id) REFERENCES users (user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='six digits by SMS; the newest counts';

CREATE TABLE recovery_codes (
	user_id BINARY(16) NOT NULL COMMENT 'whose',
	code_hash BINARY(32) NOT NULL COMMENT 'HMAC-SHA-256 of user and code',
	used_at DATETIME(6) NULL COMMENT 'UTC; used once',
	CONSTRAINT recovery_codes_pk PRIMARY KEY (user_id, code_hash),
	CONSTRAINT recovery_codes_user_fk FOREIGN KEY (user_id) REFERENCES users (user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='instead of the second factor when the phone is lost';

CREATE TABLE api_keys (
	key_id BINARY(16) NOT NULL COMMENT 'UUIDv7, shown as key_',
	company_id BINARY(16) NOT NULL COMMENT 'for whom it acts',
	user_id BINARY(16) NOT NULL COMMENT 'who made it; it may do no more than this user',
	name VARCHAR(80) NOT NULL COMMENT 'what it is for',
	key_hash BINARY(32) NOT NULL COMMENT 'SHA-256 of the key',
	hint CHAR(4) NOT NULL COMMENT 'its last characters, to tell keys apart',
	scopes VARCHAR(200) NOT NULL COMMENT 'comma separated, as in the route rows',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC',
	expires_at DATETIME(6) NULL COMMENT 'UTC; NULL: no end',
	used_at DATETIME(6) NULL COMMENT 'UTC; last used, to the hour',
	revoked_at DATETIME(6) NULL COMMENT 'UTC',
	CONSTRAINT api_keys_pk PRIMARY KEY (key_id),
	CONSTRAINT api_keys_hash_uq UNIQUE (key_hash),
	KEY api_keys_company_ix (company_id, created_at),
	CONSTRAINT api_keys_company_fk FOREIGN KEY (company_id) REFERENCES companies (company_id),
	CONSTRAINT api_keys_user_fk FOREIGN KEY (user_id) REFERENCES users (user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='programs that act for a company';

CREATE TABLE favourites (
	user_id BINARY(16) NOT NULL COMMENT 'whose list',
	product_id BINARY(16) NOT NULL COMMENT 'what was saved',
	currency CHAR(3) NULL COMMENT 'ISO 4217; of the price below',
	from_minor BIGINT NULL COMMENT 'least price when it was saved; NULL: none',
	from_mode VARCHAR(16) NULL COMMENT 'its billing mode',
	note VARCHAR(200) NOT NULL DEFAULT '' COMMENT 'the user''s own words',
	saved_at DATETIME(6) NOT NULL COMMENT 'UTC',
	CONSTRAINT favourites_pk PRIMARY KEY (user_id, product_id),
	KEY favourites_saved_ix (user_id, saved_at),
	CONSTRAINT favourites_user_fk FOREIGN KEY (user_id) REFERENCES users (user_id),
	CONSTRAINT favourites_product_fk FOREIGN KEY (product_id) REFERENCES products (product_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='saved products (R12, R13)';
