-- Companies, their users, sessions, mailed tokens, rate limits.

CREATE TABLE companies (
	company_id BINARY(16) NOT NULL COMMENT 'UUIDv7, shown as com_',
	name VARCHAR(200) NOT NULL COMMENT 'legal or trading name',
	country CHAR(2) NOT NULL COMMENT 'ISO 3166-1 alpha-2',
	tax_number VARCHAR(40) NULL COMMENT 'VAT or other tax number',
	currency CHAR(3) NOT NULL COMMENT 'ISO 4217; all its orders are in it',
	postpaid TINYINT NOT NULL DEFAULT 0 COMMENT '1: monthly settlement',
	state VARCHAR(16) NOT NULL DEFAULT 'ACTIVE' COMMENT 'ACTIVE, SUSPENDED',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC',
	row_version BIGINT NOT NULL DEFAULT 1 COMMENT 'for If-Match',
	CONSTRAINT companies_pk PRIMARY KEY (company_id),
	CONSTRAINT companies_state_ck CHECK (state IN ('ACTIVE', 'SUSPENDED'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='billing accounts';

CREATE TABLE users (
	user_id BINARY(16) NOT NULL COMMENT 'UUIDv7, shown as usr_',
	company_id BINARY(16) NULL COMMENT 'NULL: an operator of the site',
	user_name VARCHAR(64) NOT NULL COMMENT 'unique in its company',
	email VARCHAR(254) NOT NULL COMMENT 'lower case, unique in the site',
	email_verified_at DATETIME(6) NULL COMMENT 'UTC; NULL: not yet',
	mobile VARCHAR(16) NULL COMMENT 'E.164',
	mobile_verified_at DATETIME(6) NULL COMMENT 'UTC; NULL: not yet',
	password_phc VARCHAR(200) NOT NULL COMMENT 'argon2id, PHC string',
	role VARCHAR(16) NOT NULL COMMENT 'what the user may do',
	state VARCHAR(16) NOT NULL DEFAULT 'ACTIVE' COMMENT 'ACTIVE, LOCKED, ERASED',
	locale VARCHAR(16) NOT NULL COMMENT 'for mails and pages',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC',
	row_version BIGINT NOT NULL DEFAULT 1 COMMENT 'for If-Match',
	CONSTRAINT users_pk PRIMARY KEY (user_id),
	CONSTRAINT users_email_uq UNIQUE (email),
	CONSTRAINT users_name_uq UNIQUE (company_id, user_name),
	CONSTRAINT users_company_fk FOREIGN KEY (company_id) REFERENCES companies (company_id),
	CONSTRAINT users_role_ck CHECK (role IN ('viewer', 'finance', 'purchaser', 'seller', 'owner', 'support', 'admin')),
	CONSTRAINT users_state_ck CHECK (state IN ('ACTIVE', 'LOCKED', 'ERASED'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='people who sign in';

CREATE TABLE sessions (
	session_hash BINARY(32) NOT NULL COMMENT 'SHA-256 of the cookie',
	user_id BINARY(16) NOT NULL COMMENT 'whose',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC; the absolute limit counts from it',
	seen_at DATETIME(6) NOT NULL COMMENT 'UTC; the idle limit counts from it',
	CONSTRAINT sessions_pk PRIMARY KEY (session_hash),
	CONSTRAINT sessions_user_fk FOREIGN KEY (user_id) REFERENCES users (user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='browser sessions';

CREATE TABLE mail_tokens (
	token_hash BINARY(32) NOT NULL COMMENT 'HMAC-SHA-256 of the token',
	kind VARCHAR(16) NOT NULL COMMENT 'verify, reset',
	user_id BINARY(16) NOT NULL COMMENT 'whom it was mailed to',
	email VARCHAR(254) NOT NULL COMMENT 'the address it proves',
	token_sealed VARBINARY(255) NOT NULL COMMENT 'AES-256-GCM; unsealed when the mail is rendered',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC',
	expires_at DATETIME(6) NOT NULL COMMENT 'UTC',
	used_at DATETIME(6) NULL COMMENT 'UTC; used once',
	CONSTRAINT mail_tokens_pk PRIMARY KEY (token_hash),
	CONSTRAINT mail_tokens_user_fk FOREIGN KEY (user_id) REFERENCES users (user_id),
	CONSTRAINT mail_tokens_kind_ck CHECK (kind IN ('verify', 'reset'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='links sent by mail';

CREATE TABLE throttles (
	throttle_hash BINARY(32) NOT NULL COMMENT 'SHA-256 of purpose and subject',
	window_start DATETIME(6) NOT NULL COMMENT 'UTC',
	tries INT NOT NULL COMMENT 'in this window',
	CONSTRAINT throttles_pk PRIMARY KEY (throttle_hash)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='rate limits that hold across processes';
