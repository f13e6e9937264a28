-- Sellers find customers by exact match of what only those know.

ALTER TABLE users
	ADD KEY users_mobile_ix (mobile);

ALTER TABLE companies
	ADD KEY companies_tax_number_ix (tax_number);
