-- Bills of before stand for their orders; their customers are those of then
-- as far as it is known.

UPDATE bills AS b
JOIN orders AS o ON o.order_id = b.order_id
JOIN companies AS c ON c.company_id = b.company_id
SET b.billed_order_id = b.order_id, b.customer_name = c.name,
	b.customer_country = COALESCE(o.buyer_country, c.country),
	b.customer_tax_number = o.buyer_tax_number,
	b.po_number = o.po_number, b.cost_centre = o.cost_centre
WHERE b.kind = 'bill' AND b.state <> 'VOID';
