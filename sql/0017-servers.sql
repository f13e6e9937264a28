-- What images run on: regions, flavours and their prices; companies'
-- networks; and the server of an order.

CREATE TABLE regions (
	code VARCHAR(40) NOT NULL COMMENT 'in URLs and requests',
	name VARCHAR(80) NOT NULL COMMENT 'for people',
	position INT NOT NULL COMMENT 'order of display',
	state VARCHAR(16) NOT NULL DEFAULT 'OPEN' COMMENT 'OPEN, CLOSED',
	CONSTRAINT regions_pk PRIMARY KEY (code),
	CONSTRAINT regions_state_ck CHECK (state IN ('OPEN', 'CLOSED'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='where servers are run';

CREATE TABLE flavours (
	region VARCHAR(40) NOT NULL COMMENT 'where',
	code VARCHAR(40) NOT NULL COMMENT 'unique in its region',
	vcpus INT NOT NULL COMMENT 'virtual processors',
	memory_gib INT NOT NULL COMMENT 'GiB',
	position INT NOT NULL COMMENT 'order of display',
	state VARCHAR(16) NOT NULL DEFAULT 'OPEN' COMMENT 'OPEN, CLOSED',
	CONSTRAINT flavours_pk PRIMARY KEY (region, code),
	CONSTRAINT flavours_region_fk FOREIGN KEY (region) REFERENCES regions (code),
	CONSTRAINT flavours_size_ck CHECK (vcpus > 0 AND memory_gib > 0),
	CONSTRAINT flavours_state_ck CHECK (state IN ('OPEN', 'CLOSED'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='sizes of servers';

CREATE TABLE flavour_prices (
	region VARCHAR(40) NOT NULL COMMENT 'of the flavour',
	flavour VARCHAR(40) NOT NULL COMMENT 'its code',
	billing_mode VARCHAR(16) NOT NULL COMMENT 'monthly, yearly',
	currency CHAR(3) NOT NULL COMMENT 'ISO 4217',
	amount_minor BIGINT NOT NULL COMMENT 'net, minor units, per server and period',
	CONSTRAINT flavour_prices_pk PRIMARY KEY (region, flavour, billing_mode, currency),
	CONSTRAINT flavour_prices_flavour_fk FOREIGN KEY (region, flavour) REFERENCES flavours (region, code),
	CONSTRAINT flavour_prices_amount_ck CHECK (amount_minor >= 0),
	CONSTRAINT flavour_prices_mode_ck CHECK (billing_mode IN ('monthly', 'yearly'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='what a server costs';

CREATE TABLE product_images (
	product_id BINARY(16) NOT NULL COMMENT 'whose',
	region VARCHAR(40) NOT NULL COMMENT 'where it can be started',
	image VARCHAR(200) NOT NULL COMMENT 'its name there, for the provisioner',
	min_vcpus INT NOT NULL COMMENT 'the least it runs on',
	min_memory_gib INT NOT NULL COMMENT 'GiB, the least it runs on',
	CONSTRAINT product_images_pk PRIMARY KEY (product_id, region),
	CONSTRAINT product_images_product_fk FOREIGN KEY (product_id) REFERENCES products (product_id),
	CONSTRAINT product_images_region_fk FOREIGN KEY (region) REFERENCES regions (code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='machine images of products';

CREATE TABLE vpcs (
	vpc_id BINARY(16) NOT NULL COMMENT 'UUIDv7, shown as vpc_',
	company_id BINARY(16) NOT NULL COMMENT 'whose',
	region VARCHAR(40) NOT NULL COMMENT 'where',
	name VARCHAR(64) NOT NULL COMMENT 'unique in company and region',
	first_address INT UNSIGNED NOT NULL COMMENT 'IPv4, in it',
	last_address INT UNSIGNED NOT NULL COMMENT 'IPv4, in it',
	created_by BINARY(16) NOT NULL COMMENT 'the user',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC',
	CONSTRAINT vpcs_pk PRIMARY KEY (vpc_id),
	CONSTRAINT vpcs_name_uq UNIQUE (company_id, region, name),
	CONSTRAINT vpcs_company_fk FOREIGN KEY (company_id) REFERENCES companies (company_id),
	CONSTRAINT vpcs_region_fk FOREIGN KEY (region) REFERENCES regions (code),
	CONSTRAINT vpcs_user_fk FOREIGN KEY (created_by) REFERENCES users (user_id),
	CONSTRAINT vpcs_address_ck CHECK (first_address <= last_address)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='private networks of companies';

CREATE TABLE subnets (
	subnet_id BINARY(16) NOT NULL COMMENT 'UUIDv7, shown as sub_',
	vpc_id BINARY(16) NOT NULL COMMENT 'part of which',
	name VARCHAR(64) NOT NULL COMMENT 'unique in its VPC',
	first_address INT UNSIGNED NOT NULL COMMENT 'IPv4, in it',
	last_address INT UNSIGNED NOT NULL COMMENT 'IPv4, in it',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC',
	CONSTRAINT subnets_pk PRIMARY KEY (subnet_id),
	CONSTRAINT subnets_name_uq UNIQUE (vpc_id, name),
	CONSTRAINT subnets_vpc_fk FOREIGN KEY (vpc_id) REFERENCES vpcs (vpc_id),
	CONSTRAINT subnets_address_ck CHECK (first_address <= last_address)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='parts of private networks, where servers stand';

CREATE TABLE order_servers (
	line_id BINARY(16) NOT NULL COMMENT 'the line that it is paid by',
	order_id BINARY(16) NOT NULL COMMENT 'whose; an order has one server',
	region VARCHAR(40) NOT NULL COMMENT 'as of the order',
	region_name VARCHAR(80) NOT NULL COMMENT 'as it was shown',
	flavour VARCHAR(40) NOT NULL COMMENT 'as of the order',
	vcpus INT NOT NULL COMMENT 'as of the order',
	memory_gib INT NOT NULL COMMENT 'GiB, as of the order',
	image VARCHAR(200) NOT NULL COMMENT 'as of the order',
	vpc_id BINARY(16) NOT NULL COMMENT 'the buyer''s',
	subnet_id BINARY(16) NOT NULL COMMENT 'where it stands',
	login_name VARCHAR(32) NOT NULL COMMENT 'of the first sign-in',
	password_sealed VARBINARY(255) NULL COMMENT 'AES-256-GCM, aad: line_id; NULL: wiped',
	wiped_at DATETIME(6) NULL COMMENT 'UTC; delivered, or never to be',
	CONSTRAINT order_servers_pk PRIMARY KEY (line_id),
	CONSTRAINT order_servers_order_uq UNIQUE (order_id),
	CONSTRAINT order_servers_line_fk FOREIGN KEY (line_id) REFERENCES order_lines (line_id),
	CONSTRAINT order_servers_order_fk FOREIGN KEY (order_id) REFERENCES orders (order_id),
	CONSTRAINT order_servers_vpc_fk FOREIGN KEY (vpc_id) REFERENCES vpcs (vpc_id),
	CONSTRAINT order_servers_subnet_fk FOREIGN KEY (subnet_id) REFERENCES subnets (subnet_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='servers that images were ordered on';
