-- An order of many licences has many keys.

ALTER TABLE services
	MODIFY secret_sealed MEDIUMBLOB NULL COMMENT 'licence keys or first sign-in, AES-256-GCM';
