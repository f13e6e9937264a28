/* A company as its users see it, and how one of them leaves it. */
#include <string.h>

#include "app/session.h"
#include "domain/tax_number.h"
#include "storefront/account.h"
#include "storefront/member.h"
#include "storefront/routes.h"
#include "store/company.h"

enum { TAX_NUMBER_CHARS_MAX = 40 };

static enum err
company_reply(struct call *c)
{
	struct company company;
	struct json *j;
	enum err e = company_get(c->db, c->arena, &company, c->who.company_id);

	if (e != OK)
		return e;
	call_version(c, company.row_version);
	j = reply_json(c, 200);
	json_object(j);
	json_put_id(j, "id", ID_COMPANY, company.company_id);
	json_put_str(j, "name", company.name);
	json_put_str(j, "country", company.country);
	json_put_str(j, "tax_number", company.tax_number);
	json_put_cstr(j, "currency", company.currency.code);
	json_put_bool(j, "postpaid", company.postpaid);
	json_put_bool(j, "sells", !id_is_nil(c->who.seller_id));
	json_put_time(j, "created_at", company.created_at_us);
	json_put_i64(j, "row_version", company.row_version);
	json_end_object(j);
	return OK;
}

struct company_edit {
	struct str name, country, tax_number;
};

static const struct field company_edit_fields[] = {
	{ .name = "name",
	    .type = FIELD_NAME,
	    .min = 1,
	    .max = NAME_MAX_CHARS,
	    .offset = offsetof(struct company_edit, name),
	    .about = "as it stands on bills" },
	{ .name = "country",
	    .type = FIELD_KIND,
	    .kind = TEXT_COUNTRY,
	    .offset = offsetof(struct company_edit, country),
	    .about = "ISO 3166-1 alpha-2; it decides the tax" },
	{ .name = "tax_number",
	    .type = FIELD_TEXT,
	    .max = TAX_NUMBER_CHARS_MAX,
	    .offset = offsetof(struct company_edit, tax_number),
	    .about = "VAT or other; empty: none" },
};
static const struct shape company_edit_shape = SHAPE(
    "CompanyEdit", struct company_edit, company_edit_fields);

/* Letters and digits, in groups as people write them. */
static bool
tax_number_plausible(struct str s)
{
	size_t digits = 0;

	for (size_t i = 0; i < s.n; i++) {
		char ch = s.p[i];

		if (ch >= '0' && ch <= '9')
			digits++;
		else if (!(ch >= 'A' && ch <= 'Z') &&
		    !(ch >= 'a' && ch <= 'z') &&
		    !memchr(" -./", ch, sizeof(" -./") - 1))
			return false;
	}
	return digits >= 2;
}

static enum err
tax_number_fault(
    struct call *c, enum tax_number_fault fault, struct str country)
{
	const char *shape = tax_number_shape(country);

	if (fault == TAX_NUMBER_CHECK_DIGIT)
		return call_fault(c, "/tax_number", "check_digit",
		    "Its check digit does not fit: one digit is wrong, or two "
		    "are swapped.");
	if (fault == TAX_NUMBER_OTHER_COUNTRY)
		return call_fault(c, "/tax_number", "other_country",
		    "It is a number of another country than %.*s; change one "
		    "of them.",
		    STR_FMT(country));
	return call_fault(c, "/tax_number", "format",
	    "A number of %.*s looks like %s, where 9 is a digit and L a "
	    "letter.",
	    STR_FMT(country), shape ? shape : "DE999999999");
}

/* Where the country's form is known it is kept as bills print it. */
static enum err
tax_number_settle(struct call *c, struct company *company)
{
	enum tax_number_fault fault;
	struct tax_number number;
	enum err e = tax_number_parse(
	    &number, company->country, company->tax_number, &fault);

	if (e == OK) {
		company->tax_number = str_copy(c->arena, str_from(number.text));
		return company->tax_number.p ? OK : ERR_NOMEM;
	}
	if (e != ERR_NOT_FOUND)
		return tax_number_fault(c, fault, company->country);
	if (tax_number_plausible(company->tax_number))
		return OK;
	return call_fault(c, "/tax_number", "format",
	    "Write it as it stands on your papers, in letters and digits.");
}

static enum err
edit_apply(struct call *c, struct company *company)
{
	const struct company_edit *body = c->body;
	struct str tax = str_trim(body->tax_number);

	if (body->name.p)
		company->name = str_trim(body->name);
	if (body->country.p)
		company->country = body->country;
	if (!body->tax_number.p)
		return OK;
	company->tax_number = tax.n > 0 ? tax : STR_NONE;
	return tax.n > 0 ? tax_number_settle(c, company) : OK;
}

static enum err
company_patch(struct call *c)
{
	struct company company;
	int64_t row_version;
	enum err e = call_if_match(c, &row_version);

	if (e == OK && row_version == 0)
		return ERR_PRECONDITION;
	if (e == OK)
		e = company_get(c->db, c->arena, &company, c->who.company_id);
	if (e != OK)
		return e;
	company.row_version = row_version;
	e = edit_apply(c, &company);
	if (e == OK)
		e = company_update(c->db, &company);
	if (e == OK)
		e = member_note(c, "company", company.company_id, "changed");
	return e == OK ? company_reply(c) : e;
}

struct departure {
	struct str company, country;
};

static const struct field departure_fields[] = {
	{ .name = "company",
	    .type = FIELD_NAME,
	    .required = true,
	    .min = 1,
	    .max = NAME_MAX_CHARS,
	    .offset = offsetof(struct departure, company),
	    .about = "the name of the company of one's own" },
	{ .name = "country",
	    .type = FIELD_KIND,
	    .required = true,
	    .kind = TEXT_COUNTRY,
	    .offset = offsetof(struct departure, country),
	    .about = "of its seat, ISO 3166-1 alpha-2" },
};
static const struct shape departure_shape = SHAPE(
    "Departure", struct departure, departure_fields);

static enum err
departure_create(struct call *c)
{
	const struct departure *body = c->body;
	struct company own = { .company_id = id_new(),
		.name = str_trim(body->company),
		.country = body->country,
		.currency = c->who.currency,
		.created_at_us = c->now_us };
	struct act act = act_of_call(c);
	bool alone = false, factor = c->who.factor;
	enum err e = member_leave(
	    &act, &alone, c->who.user_id, c->who.company_id, &own);

	if (e == ERR_STATE && alone)
		return call_fail(c, e,
		    "You are the only one in your company: there is nobody to "
		    "leave it to. To close your account, go to /my/account/.");
	if (e == ERR_STATE)
		return member_last_owner(c);
	if (e == OK)
		e = session_start(c, c->who.user_id, factor);
	return e == OK ? session_reply(c, 200) : e;
}

const struct route company_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/storefront/company",
	    .handler = company_reply,
	    .caller = CALLER_MEMBER,
	    .scope = "account:read",
	    .tx = TX_READ,
	    .answer = "Company",
	    .status = 200,
	    .summary = "One's own company" },
	{ .method = "PATCH",
	    .pattern = "/api/storefront/company",
	    .handler = company_patch,
	    .caller = CALLER_OWNER,
	    .tx = TX_WRITE,
	    .body = &company_edit_shape,
	    .answer = "Company",
	    .status = 200,
	    .summary = "Change name, country or tax number; wants If-Match" },
	{ .method = "POST",
	    .pattern = "/api/storefront/company/departures",
	    .handler = departure_create,
	    .caller = CALLER_MEMBER,
	    .tx = TX_WRITE,
	    .body = &departure_shape,
	    .answer = "Session",
	    .status = 200,
	    .summary = "Leave the company for one of one's own" },
	{ .method = NULL }
};
