-- What DB_USER may do, table by table; soukctl setup and migrate put the
-- database's and the account's names in.  No DDL.  What is append-only
-- gets no UPDATE and no DELETE but for the seal's columns, so that not
-- even a stolen connection rewrites the ledger or the event log.

GRANT SELECT ON {database}.schema_migrations TO {user};

GRANT SELECT, INSERT, UPDATE ON {database}.companies TO {user};
GRANT SELECT, INSERT, UPDATE ON {database}.users TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.sessions TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.mail_tokens TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.throttles TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.invitations TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.mobile_codes TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.recovery_codes TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.api_keys TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.favourites TO {user};

GRANT SELECT, INSERT ON {database}.documents TO {user};
GRANT SELECT, INSERT, UPDATE ON {database}.sellers TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.categories TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.category_texts TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.products TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.product_texts TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.product_agreements TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.plans TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.plan_texts TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.plan_options TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.capacities TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.prices TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.popularity TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.product_drafts TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.licence_keys TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.endpoints TO {user};
GRANT SELECT, INSERT ON {database}.product_revisions TO {user};
GRANT SELECT, INSERT, DELETE ON {database}.media TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.product_screenshots TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.product_releases TO {user};
GRANT SELECT, INSERT, UPDATE ON {database}.site_counters TO {user};

GRANT SELECT, INSERT, UPDATE ON {database}.document_counters TO {user};
GRANT SELECT, INSERT, UPDATE ON {database}.orders TO {user};
GRANT SELECT, INSERT ON {database}.order_lines TO {user};
GRANT SELECT, INSERT ON {database}.order_consents TO {user};
GRANT SELECT, INSERT, UPDATE (value) ON {database}.order_contacts TO {user};
GRANT SELECT, INSERT, UPDATE ON {database}.provisions TO {user};
GRANT SELECT, INSERT, DELETE ON {database}.provision_results TO {user};
GRANT SELECT, INSERT, UPDATE ON {database}.services TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.handovers TO {user};
GRANT SELECT, INSERT, UPDATE ON {database}.handover_rounds TO {user};
GRANT SELECT, INSERT, DELETE ON {database}.handover_files TO {user};
GRANT SELECT, INSERT, UPDATE ON {database}.refunds TO {user};
GRANT SELECT, INSERT ON {database}.refund_lines TO {user};
GRANT SELECT, INSERT, UPDATE ON {database}.tasks TO {user};
GRANT SELECT, INSERT, UPDATE ON {database}.cards TO {user};
GRANT SELECT, INSERT, UPDATE ON {database}.payments TO {user};
GRANT SELECT, INSERT, UPDATE ON {database}.payment_events TO {user};
GRANT SELECT, INSERT, UPDATE ON {database}.bills TO {user};
GRANT SELECT, INSERT ON {database}.bill_lines TO {user};
GRANT SELECT, INSERT ON {database}.bill_receipts TO {user};
GRANT SELECT, INSERT, UPDATE ON {database}.bill_disputes TO {user};
GRANT SELECT, INSERT ON {database}.payment_plans TO {user};
GRANT SELECT, INSERT ON {database}.milestones TO {user};
GRANT SELECT, INSERT, UPDATE ON {database}.plan_changes TO {user};
GRANT SELECT, INSERT ON {database}.handover_answers TO {user};
GRANT SELECT, INSERT, UPDATE ON {database}.settlements TO {user};
GRANT SELECT, INSERT, UPDATE ON {database}.settlement_lines TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.webhooks TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.webhook_messages TO {user};
GRANT SELECT, INSERT, DELETE ON {database}.webhook_attempts TO {user};
GRANT SELECT, INSERT, UPDATE ON {database}.cursors TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.uploads TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.calendar_feeds TO {user};
GRANT SELECT, INSERT, UPDATE ON {database}.credit_pools TO {user};
GRANT SELECT, INSERT, UPDATE ON {database}.credit_reservations TO {user};

GRANT SELECT, INSERT, UPDATE ON {database}.regions TO {user};
GRANT SELECT, INSERT, UPDATE ON {database}.flavours TO {user};
GRANT SELECT, INSERT, UPDATE ON {database}.flavour_prices TO {user};
GRANT SELECT, INSERT, DELETE ON {database}.product_images TO {user};
GRANT SELECT, INSERT ON {database}.vpcs TO {user};
GRANT SELECT, INSERT ON {database}.subnets TO {user};
GRANT SELECT, INSERT, UPDATE (password_sealed, wiped_at) ON {database}.order_servers TO {user};

GRANT SELECT, INSERT, UPDATE (seal_no, seal_hash) ON {database}.ledger_entries TO {user};
GRANT SELECT, INSERT ON {database}.ledger_postings TO {user};
GRANT SELECT, INSERT, UPDATE (seal_no, seal_hash) ON {database}.events TO {user};
GRANT SELECT, INSERT, UPDATE ON {database}.chain_heads TO {user};

GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.outbox TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.idempotency_keys TO {user};

GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.offers TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.offer_drafts TO {user};
GRANT SELECT, INSERT, UPDATE (body) ON {database}.offer_versions TO {user};
GRANT SELECT, INSERT ON {database}.offer_milestones TO {user};
GRANT SELECT, INSERT ON {database}.offer_documents TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.offer_templates TO {user};
GRANT SELECT, INSERT, UPDATE ON {database}.offer_messages TO {user};
GRANT SELECT, INSERT, UPDATE ON {database}.offer_openings TO {user};
GRANT SELECT, INSERT, UPDATE ON {database}.offer_requests TO {user};
GRANT SELECT, INSERT ON {database}.offer_request_rounds TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.notifications TO {user};
