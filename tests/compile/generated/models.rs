use odoo_orm::prelude::*;

/// The model `res.partner`.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "res.partner")]
pub struct Partner {
    /// The record.
    pub id: Id<Partner>,
    /// The field `__last_update`.
    #[odoo(until = 18, readonly)]
    pub __last_update: Option<DateTime<Utc>>,
    /// The field `account_move_count`.
    #[odoo(since = 19, readonly)]
    pub account_move_count: odoo_orm::Versioned<i64>,
    /// The field `active`.
    pub active: bool,
    /// The field `active_lang_count`.
    #[odoo(readonly)]
    pub active_lang_count: i64,
    /// The field `activity_date_deadline`.
    #[odoo(readonly)]
    pub activity_date_deadline: Option<NaiveDate>,
    /// The field `activity_exception_decoration`.
    #[odoo(readonly)]
    pub activity_exception_decoration: Option<PartnerActivityExceptionDecoration>,
    /// The field `activity_exception_icon`.
    #[odoo(readonly)]
    pub activity_exception_icon: Option<String>,
    /// The field `activity_ids`.
    pub activity_ids: One2many<odoo_orm::Any>,
    /// The field `activity_state`.
    #[odoo(readonly)]
    pub activity_state: Option<PartnerActivityState>,
    /// The field `activity_summary`.
    pub activity_summary: Option<String>,
    /// The field `activity_type_icon`.
    #[odoo(readonly)]
    pub activity_type_icon: Option<String>,
    /// The field `activity_type_id`.
    pub activity_type_id: Option<Many2one<odoo_orm::Any>>,
    /// The field `activity_user_id`.
    #[odoo(readonly)]
    pub activity_user_id: Option<Many2one<Users>>,
    /// The field `additional_info`.
    #[odoo(until = 18)]
    pub additional_info: Option<String>,
    /// The field `autopost_bills`.
    #[odoo(since = 19)]
    pub autopost_bills: odoo_orm::Versioned<PartnerAutopostBills>,
    /// The field `available_invoice_template_pdf_report_ids`.
    #[odoo(since = 19, readonly)]
    pub available_invoice_template_pdf_report_ids: One2many<odoo_orm::Any>,
    /// The field `bank_account_count`.
    #[odoo(readonly)]
    pub bank_account_count: i64,
    /// The field `bank_ids`.
    pub bank_ids: One2many<PartnerBank>,
    /// The field `barcode`.
    pub barcode: Option<String>,
    /// The field `category_id`.
    pub category_id: Many2many<PartnerCategory>,
    /// The field `channel_ids`.
    #[odoo(field = "channel_ids", until = 18)]
    pub channel_ids_until_18: Many2many<odoo_orm::Any>,
    /// The field `channel_ids`.
    #[odoo(since = 19)]
    pub channel_ids: Many2many<odoo_orm::Any>,
    /// The field `channel_member_ids`.
    #[odoo(since = 19)]
    pub channel_member_ids: One2many<odoo_orm::Any>,
    /// The field `child_ids`.
    pub child_ids: One2many<Partner>,
    /// The field `city`.
    pub city: Option<String>,
    /// The field `color`.
    pub color: i64,
    /// The field `comment`.
    pub comment: Option<String>,
    /// The field `commercial_company_name`.
    pub commercial_company_name: Option<String>,
    /// The field `commercial_partner_id`.
    pub commercial_partner_id: Option<Many2one<Partner>>,
    /// The field `company_id`.
    pub company_id: Option<Many2one<Company>>,
    /// The field `company_name`.
    pub company_name: Option<String>,
    /// The field `company_registry`.
    #[odoo(since = 19)]
    pub company_registry: Option<String>,
    /// The field `company_registry_label`.
    #[odoo(since = 19, readonly)]
    pub company_registry_label: Option<String>,
    /// The field `company_registry_placeholder`.
    #[odoo(since = 19, readonly)]
    pub company_registry_placeholder: Option<String>,
    /// The field `company_type`.
    pub company_type: Option<PartnerCompanyType>,
    /// The field `complete_name`.
    #[odoo(since = 19)]
    pub complete_name: Option<String>,
    /// The field `contact_address`.
    #[odoo(readonly)]
    pub contact_address: Option<String>,
    /// The field `contact_address_inline`.
    #[odoo(since = 19, readonly)]
    pub contact_address_inline: Option<String>,
    /// The field `contract_ids`.
    pub contract_ids: One2many<odoo_orm::Any>,
    /// The field `country_code`.
    #[odoo(since = 19, readonly)]
    pub country_code: Option<String>,
    /// The field `country_id`.
    pub country_id: Option<Many2one<Country>>,
    /// The field `create_date`.
    pub create_date: Option<DateTime<Utc>>,
    /// The field `create_uid`.
    pub create_uid: Option<Many2one<Users>>,
    /// The field `credit`.
    #[odoo(readonly)]
    pub credit: f64,
    /// The field `credit_limit`.
    pub credit_limit: f64,
    /// The field `credit_to_invoice`.
    #[odoo(since = 19, readonly)]
    pub credit_to_invoice: odoo_orm::Versioned<f64>,
    /// The field `currency_id`.
    #[odoo(readonly)]
    pub currency_id: Option<Many2one<Currency>>,
    /// The field `customer_rank`.
    pub customer_rank: i64,
    /// The field `date`.
    #[odoo(until = 18)]
    pub date: Option<NaiveDate>,
    /// The field `days_sales_outstanding`.
    #[odoo(since = 19, readonly)]
    pub days_sales_outstanding: odoo_orm::Versioned<f64>,
    /// The field `debit`.
    #[odoo(readonly)]
    pub debit: f64,
    /// The field `debit_limit`.
    #[odoo(until = 18)]
    pub debit_limit: odoo_orm::Versioned<f64>,
    /// The field `display_invoice_edi_format`.
    #[odoo(since = 19)]
    pub display_invoice_edi_format: odoo_orm::Versioned<bool>,
    /// The field `display_invoice_template_pdf_report_id`.
    #[odoo(since = 19)]
    pub display_invoice_template_pdf_report_id: odoo_orm::Versioned<bool>,
    /// The field `display_name`.
    #[odoo(readonly)]
    pub display_name: Option<String>,
    /// The field `duplicate_bank_partner_ids`.
    #[odoo(since = 19, readonly)]
    pub duplicate_bank_partner_ids: Many2many<Partner>,
    /// The field `email`.
    pub email: Option<String>,
    /// The field `email_formatted`.
    #[odoo(readonly)]
    pub email_formatted: Option<String>,
    /// The field `email_normalized`.
    pub email_normalized: Option<String>,
    /// The field `employee`.
    pub employee: bool,
    /// The field `fiscal_country_codes`.
    #[odoo(since = 19, readonly)]
    pub fiscal_country_codes: Option<String>,
    /// The field `function`.
    pub function: Option<String>,
    /// The field `global_location_number`.
    #[odoo(since = 19)]
    pub global_location_number: Option<String>,
    /// The field `has_message`.
    #[odoo(since = 19, readonly)]
    pub has_message: odoo_orm::Versioned<bool>,
    /// The field `has_unreconciled_entries`.
    #[odoo(until = 18, readonly)]
    pub has_unreconciled_entries: odoo_orm::Versioned<bool>,
    /// The field `ignore_abnormal_invoice_amount`.
    #[odoo(since = 19)]
    pub ignore_abnormal_invoice_amount: odoo_orm::Versioned<bool>,
    /// The field `ignore_abnormal_invoice_date`.
    #[odoo(since = 19)]
    pub ignore_abnormal_invoice_date: odoo_orm::Versioned<bool>,
    /// The field `im_status`.
    #[odoo(readonly)]
    pub im_status: Option<String>,
    /// The field `industry_id`.
    pub industry_id: Option<Many2one<PartnerIndustry>>,
    /// The field `invoice_edi_format`.
    #[odoo(since = 19)]
    pub invoice_edi_format: Option<PartnerInvoiceEdiFormat>,
    /// The field `invoice_edi_format_store`.
    #[odoo(since = 19)]
    pub invoice_edi_format_store: Option<String>,
    /// The field `invoice_ids`.
    pub invoice_ids: One2many<AccountMove>,
    /// The field `invoice_sending_method`.
    #[odoo(since = 19)]
    pub invoice_sending_method: Option<PartnerInvoiceSendingMethod>,
    /// The field `invoice_template_pdf_report_id`.
    #[odoo(since = 19)]
    pub invoice_template_pdf_report_id: Option<Many2one<odoo_orm::Any>>,
    /// The field `invoice_warn`.
    #[odoo(until = 18)]
    pub invoice_warn: Option<PartnerInvoiceWarn>,
    /// The field `invoice_warn_msg`.
    #[odoo(until = 18)]
    pub invoice_warn_msg: Option<String>,
    /// The field `is_blacklisted`.
    #[odoo(readonly)]
    pub is_blacklisted: bool,
    /// The field `is_company`.
    pub is_company: bool,
    /// The field `is_in_call`.
    #[odoo(since = 19, readonly)]
    pub is_in_call: odoo_orm::Versioned<bool>,
    /// The field `is_peppol_edi_format`.
    #[odoo(since = 19, readonly)]
    pub is_peppol_edi_format: odoo_orm::Versioned<bool>,
    /// The field `is_public`.
    #[odoo(since = 19, readonly)]
    pub is_public: odoo_orm::Versioned<bool>,
    /// The field `is_ubl_format`.
    #[odoo(since = 19, readonly)]
    pub is_ubl_format: odoo_orm::Versioned<bool>,
    /// The field `journal_item_count`.
    #[odoo(until = 18, readonly)]
    pub journal_item_count: odoo_orm::Versioned<i64>,
    /// The field `lang`.
    pub lang: Option<String>,
    /// The field `last_time_entries_checked`.
    #[odoo(until = 18)]
    pub last_time_entries_checked: Option<DateTime<Utc>>,
    /// The field `main_user_id`.
    #[odoo(since = 19, readonly)]
    pub main_user_id: Option<Many2one<Users>>,
    /// The field `message_attachment_count`.
    #[odoo(readonly)]
    pub message_attachment_count: i64,
    /// The field `message_bounce`.
    pub message_bounce: i64,
    /// The field `message_channel_ids`.
    #[odoo(until = 18, readonly)]
    pub message_channel_ids: Many2many<odoo_orm::Any>,
    /// The field `message_follower_ids`.
    pub message_follower_ids: One2many<odoo_orm::Any>,
    /// The field `message_has_error`.
    #[odoo(readonly)]
    pub message_has_error: bool,
    /// The field `message_has_error_counter`.
    #[odoo(readonly)]
    pub message_has_error_counter: i64,
    /// The field `message_has_sms_error`.
    #[odoo(readonly)]
    pub message_has_sms_error: bool,
    /// The field `message_ids`.
    pub message_ids: One2many<MailMessage>,
    /// The field `message_is_follower`.
    #[odoo(readonly)]
    pub message_is_follower: bool,
    /// The field `message_main_attachment_id`.
    #[odoo(until = 18)]
    pub message_main_attachment_id: Option<Many2one<IrAttachment>>,
    /// The field `message_needaction`.
    #[odoo(readonly)]
    pub message_needaction: bool,
    /// The field `message_needaction_counter`.
    #[odoo(readonly)]
    pub message_needaction_counter: i64,
    /// The field `message_partner_ids`.
    #[odoo(readonly)]
    pub message_partner_ids: Many2many<Partner>,
    /// The field `message_unread`.
    #[odoo(until = 18, readonly)]
    pub message_unread: odoo_orm::Versioned<bool>,
    /// The field `message_unread_counter`.
    #[odoo(until = 18, readonly)]
    pub message_unread_counter: odoo_orm::Versioned<i64>,
    /// The field `mobile`.
    #[odoo(until = 18)]
    pub mobile: Option<String>,
    /// The field `mobile_blacklisted`.
    #[odoo(until = 18, readonly)]
    pub mobile_blacklisted: odoo_orm::Versioned<bool>,
    /// The field `my_activity_date_deadline`.
    #[odoo(since = 19, readonly)]
    pub my_activity_date_deadline: Option<NaiveDate>,
    /// The field `name`.
    pub name: Option<String>,
    /// The field `offline_since`.
    #[odoo(since = 19, readonly)]
    pub offline_since: Option<DateTime<Utc>>,
    /// The field `parent_id`.
    pub parent_id: Option<Many2one<Partner>>,
    /// The field `parent_name`.
    #[odoo(readonly)]
    pub parent_name: Option<String>,
    /// The field `partner_company_registry_placeholder`.
    #[odoo(since = 19, readonly)]
    pub partner_company_registry_placeholder: Option<String>,
    /// The field `partner_gid`.
    #[odoo(until = 18)]
    pub partner_gid: odoo_orm::Versioned<i64>,
    /// The field `partner_latitude`.
    pub partner_latitude: f64,
    /// The field `partner_longitude`.
    pub partner_longitude: f64,
    /// The field `partner_share`.
    pub partner_share: bool,
    /// The field `partner_vat_placeholder`.
    #[odoo(since = 19, readonly)]
    pub partner_vat_placeholder: Option<String>,
    /// The field `payment_token_count`.
    #[odoo(readonly)]
    pub payment_token_count: i64,
    /// The field `payment_token_ids`.
    pub payment_token_ids: One2many<odoo_orm::Any>,
    /// The field `peppol_eas`.
    #[odoo(since = 19)]
    pub peppol_eas: Option<String>,
    /// The field `peppol_endpoint`.
    #[odoo(since = 19)]
    pub peppol_endpoint: Option<String>,
    /// The field `phone`.
    pub phone: Option<String>,
    /// The field `phone_blacklisted`.
    #[odoo(readonly)]
    pub phone_blacklisted: bool,
    /// The field `phone_mobile_search`.
    #[odoo(since = 19)]
    pub phone_mobile_search: Option<String>,
    /// The field `phone_sanitized`.
    pub phone_sanitized: Option<String>,
    /// The field `phone_sanitized_blacklisted`.
    #[odoo(readonly)]
    pub phone_sanitized_blacklisted: bool,
    /// The field `properties`.
    #[odoo(since = 19)]
    pub properties: odoo_orm::Properties,
    /// The field `properties_base_definition_id`.
    #[odoo(since = 19, readonly)]
    pub properties_base_definition_id: Option<Many2one<odoo_orm::Any>>,
    /// The field `property_account_payable_id`.
    pub property_account_payable_id: Option<Many2one<AccountAccount>>,
    /// The field `property_account_position_id`.
    pub property_account_position_id: Option<Many2one<odoo_orm::Any>>,
    /// The field `property_account_receivable_id`.
    pub property_account_receivable_id: Option<Many2one<AccountAccount>>,
    /// The field `property_inbound_payment_method_line_id`.
    #[odoo(since = 19)]
    pub property_inbound_payment_method_line_id: Option<Many2one<odoo_orm::Any>>,
    /// The field `property_outbound_payment_method_line_id`.
    #[odoo(since = 19)]
    pub property_outbound_payment_method_line_id: Option<Many2one<odoo_orm::Any>>,
    /// The field `property_payment_term_id`.
    pub property_payment_term_id: Option<Many2one<odoo_orm::Any>>,
    /// The field `property_product_pricelist`.
    pub property_product_pricelist: Option<Many2one<ProductPricelist>>,
    /// The field `property_supplier_payment_term_id`.
    pub property_supplier_payment_term_id: Option<Many2one<odoo_orm::Any>>,
    /// The field `ref`.
    pub r#ref: Option<String>,
    /// The field `ref_company_ids`.
    pub ref_company_ids: One2many<Company>,
    /// The field `rtc_session_ids`.
    #[odoo(since = 19)]
    pub rtc_session_ids: One2many<odoo_orm::Any>,
    /// The field `sale_order_count`.
    #[odoo(readonly)]
    pub sale_order_count: i64,
    /// The field `sale_order_ids`.
    pub sale_order_ids: One2many<SaleOrder>,
    /// The field `sale_warn`.
    #[odoo(until = 18)]
    pub sale_warn: Option<PartnerSaleWarn>,
    /// The field `sale_warn_msg`.
    pub sale_warn_msg: Option<String>,
    /// The field `same_company_registry_partner_id`.
    #[odoo(since = 19, readonly)]
    pub same_company_registry_partner_id: Option<Many2one<Partner>>,
    /// The field `same_vat_partner_id`.
    #[odoo(readonly)]
    pub same_vat_partner_id: Option<Many2one<Partner>>,
    /// The field `self`.
    #[odoo(field = "self", readonly)]
    pub self_: Option<Many2one<Partner>>,
    /// The field `show_credit_limit`.
    #[odoo(since = 19, readonly)]
    pub show_credit_limit: odoo_orm::Versioned<bool>,
    /// The field `signup_expiration`.
    #[odoo(until = 18)]
    pub signup_expiration: Option<DateTime<Utc>>,
    /// The field `signup_token`.
    #[odoo(until = 18)]
    pub signup_token: Option<String>,
    /// The field `signup_type`.
    pub signup_type: Option<String>,
    /// The field `signup_url`.
    #[odoo(until = 18, readonly)]
    pub signup_url: Option<String>,
    /// The field `signup_valid`.
    #[odoo(until = 18, readonly)]
    pub signup_valid: odoo_orm::Versioned<bool>,
    /// The field `specific_property_product_pricelist`.
    #[odoo(since = 19)]
    pub specific_property_product_pricelist: Option<Many2one<ProductPricelist>>,
    /// The field `state_id`.
    pub state_id: Option<Many2one<CountryState>>,
    /// The field `street`.
    pub street: Option<String>,
    /// The field `street2`.
    pub street2: Option<String>,
    /// The field `supplier_invoice_count`.
    #[odoo(since = 19, readonly)]
    pub supplier_invoice_count: odoo_orm::Versioned<i64>,
    /// The field `supplier_rank`.
    pub supplier_rank: i64,
    /// The field `team_id`.
    #[odoo(until = 18)]
    pub team_id: Option<Many2one<CrmTeam>>,
    /// The field `title`.
    #[odoo(until = 18)]
    pub title: Option<Many2one<odoo_orm::Any>>,
    /// The field `total_invoiced`.
    #[odoo(readonly)]
    pub total_invoiced: f64,
    /// The field `trust`.
    pub trust: Option<PartnerTrust>,
    /// The field `type`.
    pub r#type: Option<PartnerType>,
    /// The field `type_address_label`.
    #[odoo(since = 19, readonly)]
    pub type_address_label: Option<String>,
    /// The field `tz`.
    pub tz: Option<String>,
    /// The field `tz_offset`.
    #[odoo(readonly)]
    pub tz_offset: Option<String>,
    /// The field `use_partner_credit_limit`.
    #[odoo(since = 19)]
    pub use_partner_credit_limit: odoo_orm::Versioned<bool>,
    /// The field `user_id`.
    pub user_id: Option<Many2one<Users>>,
    /// The field `user_ids`.
    pub user_ids: One2many<Users>,
    /// The field `vat`.
    pub vat: Option<String>,
    /// The field `vat_label`.
    #[odoo(since = 19, readonly)]
    pub vat_label: Option<String>,
    /// The field `website`.
    pub website: Option<String>,
    /// The field `website_message_ids`.
    pub website_message_ids: One2many<MailMessage>,
    /// The field `write_date`.
    pub write_date: Option<DateTime<Utc>>,
    /// The field `write_uid`.
    pub write_uid: Option<Many2one<Users>>,
    /// The field `zip`.
    pub zip: Option<String>,
}

/// The model `res.country`.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "res.country")]
pub struct Country {
    /// The record.
    pub id: Id<Country>,
    /// The field `__last_update`.
    #[odoo(until = 18, readonly)]
    pub __last_update: Option<DateTime<Utc>>,
    /// The field `address_format`.
    pub address_format: Option<String>,
    /// The field `address_view_id`.
    pub address_view_id: Option<Many2one<odoo_orm::Any>>,
    /// The field `code`.
    pub code: Option<String>,
    /// The field `country_group_ids`.
    pub country_group_ids: Many2many<CountryGroup>,
    /// The field `create_date`.
    pub create_date: Option<DateTime<Utc>>,
    /// The field `create_uid`.
    pub create_uid: Option<Many2one<Users>>,
    /// The field `currency_id`.
    pub currency_id: Option<Many2one<Currency>>,
    /// The field `display_name`.
    #[odoo(readonly)]
    pub display_name: Option<String>,
    /// The field `image_url`.
    #[odoo(readonly)]
    pub image_url: Option<String>,
    /// The field `is_mercado_pago_supported_country`.
    #[odoo(since = 19, readonly)]
    pub is_mercado_pago_supported_country: odoo_orm::Versioned<bool>,
    /// The field `is_stripe_supported_country`.
    #[odoo(since = 19, readonly)]
    pub is_stripe_supported_country: odoo_orm::Versioned<bool>,
    /// The field `name`.
    pub name: String,
    /// The field `name_position`.
    pub name_position: Option<CountryNamePosition>,
    /// The field `phone_code`.
    pub phone_code: i64,
    /// The field `state_ids`.
    pub state_ids: One2many<CountryState>,
    /// The field `state_required`.
    pub state_required: bool,
    /// The field `vat_label`.
    pub vat_label: Option<String>,
    /// The field `write_date`.
    pub write_date: Option<DateTime<Utc>>,
    /// The field `write_uid`.
    pub write_uid: Option<Many2one<Users>>,
    /// The field `zip_required`.
    pub zip_required: bool,
}

/// The model `sale.order`.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "sale.order")]
pub struct SaleOrder {
    /// The record.
    pub id: Id<SaleOrder>,
    /// The field `__last_update`.
    #[odoo(until = 18, readonly)]
    pub __last_update: Option<DateTime<Utc>>,
    /// The field `access_token`.
    pub access_token: Option<String>,
    /// The field `access_url`.
    #[odoo(readonly)]
    pub access_url: Option<String>,
    /// The field `access_warning`.
    #[odoo(readonly)]
    pub access_warning: Option<String>,
    /// The field `activity_date_deadline`.
    #[odoo(readonly)]
    pub activity_date_deadline: Option<NaiveDate>,
    /// The field `activity_exception_decoration`.
    #[odoo(readonly)]
    pub activity_exception_decoration: Option<SaleOrderActivityExceptionDecoration>,
    /// The field `activity_exception_icon`.
    #[odoo(readonly)]
    pub activity_exception_icon: Option<String>,
    /// The field `activity_ids`.
    pub activity_ids: One2many<odoo_orm::Any>,
    /// The field `activity_state`.
    #[odoo(readonly)]
    pub activity_state: Option<SaleOrderActivityState>,
    /// The field `activity_summary`.
    pub activity_summary: Option<String>,
    /// The field `activity_type_icon`.
    #[odoo(readonly)]
    pub activity_type_icon: Option<String>,
    /// The field `activity_type_id`.
    pub activity_type_id: Option<Many2one<odoo_orm::Any>>,
    /// The field `activity_user_id`.
    #[odoo(readonly)]
    pub activity_user_id: Option<Many2one<Users>>,
    /// The field `amount_invoiced`.
    #[odoo(since = 19, readonly)]
    pub amount_invoiced: odoo_orm::Versioned<f64>,
    /// The field `amount_paid`.
    #[odoo(since = 19, readonly)]
    pub amount_paid: odoo_orm::Versioned<f64>,
    /// The field `amount_tax`.
    pub amount_tax: f64,
    /// The field `amount_to_invoice`.
    #[odoo(since = 19, readonly)]
    pub amount_to_invoice: odoo_orm::Versioned<f64>,
    /// The field `amount_total`.
    pub amount_total: f64,
    /// The field `amount_undiscounted`.
    #[odoo(readonly)]
    pub amount_undiscounted: f64,
    /// The field `amount_untaxed`.
    pub amount_untaxed: f64,
    /// The field `analytic_account_id`.
    #[odoo(until = 18)]
    pub analytic_account_id: Option<Many2one<odoo_orm::Any>>,
    /// The field `authorized_transaction_ids`.
    #[odoo(readonly)]
    pub authorized_transaction_ids: Many2many<odoo_orm::Any>,
    /// The field `available_quotation_document_ids`.
    #[odoo(since = 19, readonly)]
    pub available_quotation_document_ids: Many2many<odoo_orm::Any>,
    /// The field `campaign_id`.
    pub campaign_id: Option<Many2one<odoo_orm::Any>>,
    /// The field `client_order_ref`.
    pub client_order_ref: Option<String>,
    /// The field `commitment_date`.
    pub commitment_date: Option<DateTime<Utc>>,
    /// The field `company_id`.
    pub company_id: Many2one<Company>,
    /// The field `company_price_include`.
    #[odoo(since = 19, readonly)]
    pub company_price_include: Option<SaleOrderCompanyPriceInclude>,
    /// The field `country_code`.
    #[odoo(since = 19, readonly)]
    pub country_code: Option<String>,
    /// The field `create_date`.
    pub create_date: Option<DateTime<Utc>>,
    /// The field `create_uid`.
    pub create_uid: Option<Many2one<Users>>,
    /// The field `currency_id`.
    pub currency_id: Option<Many2one<Currency>>,
    /// The field `currency_rate`.
    pub currency_rate: f64,
    /// The field `date_order`.
    pub date_order: DateTime<Utc>,
    /// The field `display_name`.
    #[odoo(readonly)]
    pub display_name: Option<String>,
    /// The field `duplicated_order_ids`.
    #[odoo(since = 19, readonly)]
    pub duplicated_order_ids: Many2many<SaleOrder>,
    /// The field `expected_date`.
    #[odoo(readonly)]
    pub expected_date: Option<DateTime<Utc>>,
    /// The field `fiscal_position_id`.
    pub fiscal_position_id: Option<Many2one<odoo_orm::Any>>,
    /// The field `has_active_pricelist`.
    #[odoo(since = 19, readonly)]
    pub has_active_pricelist: odoo_orm::Versioned<bool>,
    /// The field `has_archived_products`.
    #[odoo(since = 19, readonly)]
    pub has_archived_products: odoo_orm::Versioned<bool>,
    /// The field `has_authorized_transaction_ids`.
    #[odoo(since = 19, readonly)]
    pub has_authorized_transaction_ids: odoo_orm::Versioned<bool>,
    /// The field `has_message`.
    #[odoo(since = 19, readonly)]
    pub has_message: odoo_orm::Versioned<bool>,
    /// The field `invoice_count`.
    #[odoo(readonly)]
    pub invoice_count: i64,
    /// The field `invoice_ids`.
    #[odoo(readonly)]
    pub invoice_ids: Many2many<AccountMove>,
    /// The field `invoice_status`.
    pub invoice_status: Option<SaleOrderInvoiceStatus>,
    /// The field `is_expired`.
    #[odoo(readonly)]
    pub is_expired: bool,
    /// The field `is_pdf_quote_builder_available`.
    #[odoo(since = 19, readonly)]
    pub is_pdf_quote_builder_available: odoo_orm::Versioned<bool>,
    /// The field `journal_id`.
    #[odoo(since = 19)]
    pub journal_id: Option<Many2one<AccountJournal>>,
    /// The field `locked`.
    #[odoo(since = 19)]
    pub locked: odoo_orm::Versioned<bool>,
    /// The field `medium_id`.
    pub medium_id: Option<Many2one<odoo_orm::Any>>,
    /// The field `message_attachment_count`.
    #[odoo(readonly)]
    pub message_attachment_count: i64,
    /// The field `message_channel_ids`.
    #[odoo(until = 18, readonly)]
    pub message_channel_ids: Many2many<odoo_orm::Any>,
    /// The field `message_follower_ids`.
    pub message_follower_ids: One2many<odoo_orm::Any>,
    /// The field `message_has_error`.
    #[odoo(readonly)]
    pub message_has_error: bool,
    /// The field `message_has_error_counter`.
    #[odoo(readonly)]
    pub message_has_error_counter: i64,
    /// The field `message_has_sms_error`.
    #[odoo(readonly)]
    pub message_has_sms_error: bool,
    /// The field `message_ids`.
    pub message_ids: One2many<MailMessage>,
    /// The field `message_is_follower`.
    #[odoo(readonly)]
    pub message_is_follower: bool,
    /// The field `message_main_attachment_id`.
    #[odoo(until = 18)]
    pub message_main_attachment_id: Option<Many2one<IrAttachment>>,
    /// The field `message_needaction`.
    #[odoo(readonly)]
    pub message_needaction: bool,
    /// The field `message_needaction_counter`.
    #[odoo(readonly)]
    pub message_needaction_counter: i64,
    /// The field `message_partner_ids`.
    #[odoo(readonly)]
    pub message_partner_ids: Many2many<Partner>,
    /// The field `message_unread`.
    #[odoo(until = 18, readonly)]
    pub message_unread: odoo_orm::Versioned<bool>,
    /// The field `message_unread_counter`.
    #[odoo(until = 18, readonly)]
    pub message_unread_counter: odoo_orm::Versioned<i64>,
    /// The field `my_activity_date_deadline`.
    #[odoo(since = 19, readonly)]
    pub my_activity_date_deadline: Option<NaiveDate>,
    /// The field `name`.
    pub name: String,
    /// The field `note`.
    pub note: Option<String>,
    /// The field `order_line`.
    pub order_line: One2many<SaleOrderLine>,
    /// The field `origin`.
    pub origin: Option<String>,
    /// The field `partner_credit_warning`.
    #[odoo(since = 19, readonly)]
    pub partner_credit_warning: Option<String>,
    /// The field `partner_id`.
    pub partner_id: Many2one<Partner>,
    /// The field `partner_invoice_id`.
    pub partner_invoice_id: Many2one<Partner>,
    /// The field `partner_shipping_id`.
    pub partner_shipping_id: Many2one<Partner>,
    /// The field `payment_term_id`.
    pub payment_term_id: Option<Many2one<odoo_orm::Any>>,
    /// The field `pending_email_template_id`.
    #[odoo(since = 19)]
    pub pending_email_template_id: Option<Many2one<odoo_orm::Any>>,
    /// The field `preferred_payment_method_line_id`.
    #[odoo(since = 19)]
    pub preferred_payment_method_line_id: Option<Many2one<odoo_orm::Any>>,
    /// The field `prepayment_percent`.
    #[odoo(since = 19)]
    pub prepayment_percent: odoo_orm::Versioned<f64>,
    /// The field `pricelist_id`.
    pub pricelist_id: Option<Many2one<ProductPricelist>>,
    /// The field `quotation_document_ids`.
    #[odoo(since = 19)]
    pub quotation_document_ids: Many2many<odoo_orm::Any>,
    /// The field `reference`.
    pub reference: Option<String>,
    /// The field `require_payment`.
    pub require_payment: bool,
    /// The field `require_signature`.
    pub require_signature: bool,
    /// The field `sale_order_option_ids`.
    #[odoo(until = 18)]
    pub sale_order_option_ids: One2many<odoo_orm::Any>,
    /// The field `sale_order_template_id`.
    pub sale_order_template_id: Option<Many2one<odoo_orm::Any>>,
    /// The field `sale_warning_text`.
    #[odoo(since = 19, readonly)]
    pub sale_warning_text: Option<String>,
    /// The field `show_update_fpos`.
    #[odoo(since = 19)]
    pub show_update_fpos: odoo_orm::Versioned<bool>,
    /// The field `show_update_pricelist`.
    pub show_update_pricelist: bool,
    /// The field `signed_by`.
    pub signed_by: Option<String>,
    /// The field `signed_on`.
    pub signed_on: Option<DateTime<Utc>>,
    /// The field `source_id`.
    pub source_id: Option<Many2one<odoo_orm::Any>>,
    /// The field `state`.
    pub state: Option<SaleOrderState>,
    /// The field `tag_ids`.
    pub tag_ids: Many2many<odoo_orm::Any>,
    /// The field `tax_calculation_rounding_method`.
    #[odoo(since = 19, readonly)]
    pub tax_calculation_rounding_method: Option<SaleOrderTaxCalculationRoundingMethod>,
    /// The field `tax_country_id`.
    #[odoo(since = 19, readonly)]
    pub tax_country_id: Option<Many2one<Country>>,
    /// The field `team_id`.
    pub team_id: Option<Many2one<CrmTeam>>,
    /// The field `terms_type`.
    #[odoo(since = 19, readonly)]
    pub terms_type: Option<SaleOrderTermsType>,
    /// The field `transaction_ids`.
    pub transaction_ids: Many2many<odoo_orm::Any>,
    /// The field `type_name`.
    #[odoo(readonly)]
    pub type_name: Option<String>,
    /// The field `user_id`.
    pub user_id: Option<Many2one<Users>>,
    /// The field `validity_date`.
    pub validity_date: Option<NaiveDate>,
    /// The field `website_message_ids`.
    pub website_message_ids: One2many<MailMessage>,
    /// The field `write_date`.
    pub write_date: Option<DateTime<Utc>>,
    /// The field `write_uid`.
    pub write_uid: Option<Many2one<Users>>,
}

/// The model `sale.order.line`.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "sale.order.line")]
pub struct SaleOrderLine {
    /// The record.
    pub id: Id<SaleOrderLine>,
    /// The field `__last_update`.
    #[odoo(until = 18, readonly)]
    pub __last_update: Option<DateTime<Utc>>,
    /// The field `allowed_uom_ids`.
    #[odoo(since = 19, readonly)]
    pub allowed_uom_ids: Many2many<UomUom>,
    /// The field `amount_invoiced`.
    #[odoo(since = 19, readonly)]
    pub amount_invoiced: odoo_orm::Versioned<f64>,
    /// The field `amount_to_invoice`.
    #[odoo(since = 19, readonly)]
    pub amount_to_invoice: odoo_orm::Versioned<f64>,
    /// The field `amount_to_invoice_at_date`.
    #[odoo(since = 19, readonly)]
    pub amount_to_invoice_at_date: odoo_orm::Versioned<f64>,
    /// The field `analytic_line_ids`.
    pub analytic_line_ids: One2many<odoo_orm::Any>,
    /// The field `analytic_precision`.
    #[odoo(since = 19)]
    pub analytic_precision: odoo_orm::Versioned<i64>,
    /// The field `analytic_tag_ids`.
    #[odoo(until = 18)]
    pub analytic_tag_ids: Many2many<odoo_orm::Any>,
    /// The field `available_product_document_ids`.
    #[odoo(since = 19, readonly)]
    pub available_product_document_ids: Many2many<odoo_orm::Any>,
    /// The field `categ_id`.
    #[odoo(since = 19, readonly)]
    pub categ_id: Option<Many2one<ProductCategory>>,
    /// The field `collapse_composition`.
    #[odoo(since = 19)]
    pub collapse_composition: odoo_orm::Versioned<bool>,
    /// The field `collapse_prices`.
    #[odoo(since = 19)]
    pub collapse_prices: odoo_orm::Versioned<bool>,
    /// The field `combo_item_id`.
    #[odoo(since = 19)]
    pub combo_item_id: Option<Many2one<odoo_orm::Any>>,
    /// The field `company_id`.
    pub company_id: Option<Many2one<Company>>,
    /// The field `company_price_include`.
    #[odoo(since = 19, readonly)]
    pub company_price_include: Option<SaleOrderLineCompanyPriceInclude>,
    /// The field `create_date`.
    pub create_date: Option<DateTime<Utc>>,
    /// The field `create_uid`.
    pub create_uid: Option<Many2one<Users>>,
    /// The field `currency_id`.
    pub currency_id: Option<Many2one<Currency>>,
    /// The field `customer_lead`.
    pub customer_lead: f64,
    /// The field `discount`.
    pub discount: f64,
    /// The field `display_name`.
    #[odoo(readonly)]
    pub display_name: Option<String>,
    /// The field `display_type`.
    pub display_type: Option<SaleOrderLineDisplayType>,
    /// The field `distribution_analytic_account_ids`.
    #[odoo(since = 19, readonly)]
    pub distribution_analytic_account_ids: Many2many<odoo_orm::Any>,
    /// The field `invoice_lines`.
    pub invoice_lines: Many2many<AccountMoveLine>,
    /// The field `invoice_status`.
    pub invoice_status: Option<SaleOrderLineInvoiceStatus>,
    /// The field `is_configurable_product`.
    #[odoo(since = 19, readonly)]
    pub is_configurable_product: odoo_orm::Versioned<bool>,
    /// The field `is_downpayment`.
    pub is_downpayment: bool,
    /// The field `is_expense`.
    pub is_expense: bool,
    /// The field `is_optional`.
    #[odoo(since = 19)]
    pub is_optional: odoo_orm::Versioned<bool>,
    /// The field `is_product_archived`.
    #[odoo(since = 19, readonly)]
    pub is_product_archived: odoo_orm::Versioned<bool>,
    /// The field `linked_line_id`.
    #[odoo(since = 19)]
    pub linked_line_id: Option<Many2one<SaleOrderLine>>,
    /// The field `linked_line_ids`.
    #[odoo(since = 19)]
    pub linked_line_ids: One2many<SaleOrderLine>,
    /// The field `linked_virtual_id`.
    #[odoo(since = 19)]
    pub linked_virtual_id: Option<String>,
    /// The field `name`.
    pub name: String,
    /// The field `order_id`.
    pub order_id: Many2one<SaleOrder>,
    /// The field `order_partner_id`.
    pub order_partner_id: Option<Many2one<Partner>>,
    /// The field `parent_id`.
    #[odoo(since = 19, readonly)]
    pub parent_id: Option<Many2one<SaleOrderLine>>,
    /// The field `price_reduce`.
    #[odoo(until = 18)]
    pub price_reduce: odoo_orm::Versioned<f64>,
    /// The field `price_reduce_taxexcl`.
    pub price_reduce_taxexcl: f64,
    /// The field `price_reduce_taxinc`.
    pub price_reduce_taxinc: f64,
    /// The field `price_subtotal`.
    pub price_subtotal: f64,
    /// The field `price_tax`.
    pub price_tax: f64,
    /// The field `price_total`.
    pub price_total: f64,
    /// The field `price_unit`.
    pub price_unit: f64,
    /// The field `pricelist_item_id`.
    #[odoo(since = 19, readonly)]
    pub pricelist_item_id: Option<Many2one<odoo_orm::Any>>,
    /// The field `product_custom_attribute_value_ids`.
    pub product_custom_attribute_value_ids: One2many<odoo_orm::Any>,
    /// The field `product_document_ids`.
    #[odoo(since = 19)]
    pub product_document_ids: Many2many<odoo_orm::Any>,
    /// The field `product_id`.
    pub product_id: Option<Many2one<ProductProduct>>,
    /// The field `product_no_variant_attribute_value_ids`.
    pub product_no_variant_attribute_value_ids: Many2many<odoo_orm::Any>,
    /// The field `product_template_attribute_value_ids`.
    #[odoo(since = 19, readonly)]
    pub product_template_attribute_value_ids: Many2many<odoo_orm::Any>,
    /// The field `product_template_id`.
    #[odoo(readonly)]
    pub product_template_id: Option<Many2one<ProductTemplate>>,
    /// The field `product_type`.
    #[odoo(since = 19, readonly)]
    pub product_type: Option<SaleOrderLineProductType>,
    /// The field `product_uom`.
    #[odoo(until = 18)]
    pub product_uom: Option<Many2one<UomUom>>,
    /// The field `product_uom_category_id`.
    #[odoo(until = 18, readonly)]
    pub product_uom_category_id: Option<Many2one<odoo_orm::Any>>,
    /// The field `product_uom_id`.
    #[odoo(since = 19)]
    pub product_uom_id: Option<Many2one<UomUom>>,
    /// The field `product_uom_qty`.
    pub product_uom_qty: f64,
    /// The field `product_uom_readonly`.
    #[odoo(readonly)]
    pub product_uom_readonly: bool,
    /// The field `product_updatable`.
    #[odoo(readonly)]
    pub product_updatable: bool,
    /// The field `qty_delivered`.
    pub qty_delivered: f64,
    /// The field `qty_delivered_at_date`.
    #[odoo(since = 19, readonly)]
    pub qty_delivered_at_date: odoo_orm::Versioned<f64>,
    /// The field `qty_delivered_manual`.
    #[odoo(until = 18)]
    pub qty_delivered_manual: odoo_orm::Versioned<f64>,
    /// The field `qty_delivered_method`.
    pub qty_delivered_method: Option<SaleOrderLineQtyDeliveredMethod>,
    /// The field `qty_invoiced`.
    pub qty_invoiced: f64,
    /// The field `qty_invoiced_at_date`.
    #[odoo(since = 19, readonly)]
    pub qty_invoiced_at_date: odoo_orm::Versioned<f64>,
    /// The field `qty_invoiced_posted`.
    #[odoo(since = 19, readonly)]
    pub qty_invoiced_posted: odoo_orm::Versioned<f64>,
    /// The field `qty_to_invoice`.
    pub qty_to_invoice: f64,
    /// The field `sale_line_warn_msg`.
    #[odoo(since = 19, readonly)]
    pub sale_line_warn_msg: Option<String>,
    /// The field `sale_order_option_ids`.
    #[odoo(until = 18)]
    pub sale_order_option_ids: One2many<odoo_orm::Any>,
    /// The field `salesman_id`.
    pub salesman_id: Option<Many2one<Users>>,
    /// The field `selected_combo_items`.
    #[odoo(since = 19)]
    pub selected_combo_items: Option<String>,
    /// The field `sequence`.
    pub sequence: i64,
    /// The field `service_tracking`.
    #[odoo(since = 19, readonly)]
    pub service_tracking: Option<SaleOrderLineServiceTracking>,
    /// The field `state`.
    pub state: Option<SaleOrderLineState>,
    /// The field `tax_calculation_rounding_method`.
    #[odoo(since = 19, readonly)]
    pub tax_calculation_rounding_method: Option<SaleOrderLineTaxCalculationRoundingMethod>,
    /// The field `tax_country_id`.
    #[odoo(since = 19, readonly)]
    pub tax_country_id: Option<Many2one<Country>>,
    /// The field `tax_id`.
    #[odoo(until = 18)]
    pub tax_id: Many2many<AccountTax>,
    /// The field `tax_ids`.
    #[odoo(since = 19)]
    pub tax_ids: Many2many<AccountTax>,
    /// The field `technical_price_unit`.
    #[odoo(since = 19)]
    pub technical_price_unit: odoo_orm::Versioned<f64>,
    /// The field `translated_product_name`.
    #[odoo(since = 19, readonly)]
    pub translated_product_name: Option<String>,
    /// The field `untaxed_amount_invoiced`.
    pub untaxed_amount_invoiced: f64,
    /// The field `untaxed_amount_to_invoice`.
    pub untaxed_amount_to_invoice: f64,
    /// The field `virtual_id`.
    #[odoo(since = 19)]
    pub virtual_id: Option<String>,
    /// The field `write_date`.
    pub write_date: Option<DateTime<Utc>>,
    /// The field `write_uid`.
    pub write_uid: Option<Many2one<Users>>,
}

/// The model `res.lang`.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "res.lang")]
pub struct Lang {
    /// The record.
    pub id: Id<Lang>,
    /// The field `__last_update`.
    #[odoo(until = 18, readonly)]
    pub __last_update: Option<DateTime<Utc>>,
    /// The field `active`.
    pub active: bool,
    /// The field `code`.
    pub code: String,
    /// The field `create_date`.
    pub create_date: Option<DateTime<Utc>>,
    /// The field `create_uid`.
    pub create_uid: Option<Many2one<Users>>,
    /// The field `date_format`.
    #[odoo(field = "date_format", until = 18)]
    pub date_format_until_18: odoo_orm::Versioned<String>,
    /// The field `date_format`.
    #[odoo(since = 19)]
    pub date_format: odoo_orm::Versioned<LangDateFormat>,
    /// The field `decimal_point`.
    pub decimal_point: String,
    /// The field `direction`.
    pub direction: LangDirection,
    /// The field `display_name`.
    #[odoo(readonly)]
    pub display_name: Option<String>,
    /// The field `flag_image_url`.
    #[odoo(readonly)]
    pub flag_image_url: Option<String>,
    /// The field `grouping`.
    #[odoo(field = "grouping", until = 18)]
    pub grouping_until_18: odoo_orm::Versioned<String>,
    /// The field `grouping`.
    #[odoo(since = 19)]
    pub grouping: odoo_orm::Versioned<LangGrouping>,
    /// The field `iso_code`.
    pub iso_code: Option<String>,
    /// The field `name`.
    pub name: String,
    /// The field `thousands_sep`.
    pub thousands_sep: Option<String>,
    /// The field `time_format`.
    #[odoo(field = "time_format", until = 18)]
    pub time_format_until_18: odoo_orm::Versioned<String>,
    /// The field `time_format`.
    #[odoo(since = 19)]
    pub time_format: odoo_orm::Versioned<LangTimeFormat>,
    /// The field `url_code`.
    pub url_code: String,
    /// The field `week_start`.
    pub week_start: LangWeekStart,
    /// The field `write_date`.
    pub write_date: Option<DateTime<Utc>>,
    /// The field `write_uid`.
    pub write_uid: Option<Many2one<Users>>,
}

/// The model `account.account`.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "account.account")]
pub struct AccountAccount {
    /// The record.
    pub id: Id<AccountAccount>,
}

/// The model `account.journal`.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "account.journal")]
pub struct AccountJournal {
    /// The record.
    pub id: Id<AccountJournal>,
}

/// The model `account.move`.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "account.move")]
pub struct AccountMove {
    /// The record.
    pub id: Id<AccountMove>,
}

/// The model `account.move.line`.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "account.move.line")]
pub struct AccountMoveLine {
    /// The record.
    pub id: Id<AccountMoveLine>,
}

/// The model `account.tax`.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "account.tax")]
pub struct AccountTax {
    /// The record.
    pub id: Id<AccountTax>,
}

/// The model `crm.team`.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "crm.team")]
pub struct CrmTeam {
    /// The record.
    pub id: Id<CrmTeam>,
}

/// The model `ir.attachment`.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "ir.attachment")]
pub struct IrAttachment {
    /// The record.
    pub id: Id<IrAttachment>,
}

/// The model `mail.message`.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "mail.message")]
pub struct MailMessage {
    /// The record.
    pub id: Id<MailMessage>,
}

/// The model `product.category`.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "product.category")]
pub struct ProductCategory {
    /// The record.
    pub id: Id<ProductCategory>,
}

/// The model `product.pricelist`.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "product.pricelist")]
pub struct ProductPricelist {
    /// The record.
    pub id: Id<ProductPricelist>,
}

/// The model `product.product`.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "product.product")]
pub struct ProductProduct {
    /// The record.
    pub id: Id<ProductProduct>,
}

/// The model `product.template`.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "product.template")]
pub struct ProductTemplate {
    /// The record.
    pub id: Id<ProductTemplate>,
}

/// The model `res.company`.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "res.company")]
pub struct Company {
    /// The record.
    pub id: Id<Company>,
}

/// The model `res.country.group`.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "res.country.group")]
pub struct CountryGroup {
    /// The record.
    pub id: Id<CountryGroup>,
}

/// The model `res.country.state`.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "res.country.state")]
pub struct CountryState {
    /// The record.
    pub id: Id<CountryState>,
}

/// The model `res.currency`.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "res.currency")]
pub struct Currency {
    /// The record.
    pub id: Id<Currency>,
}

/// The model `res.partner.bank`.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "res.partner.bank")]
pub struct PartnerBank {
    /// The record.
    pub id: Id<PartnerBank>,
}

/// The model `res.partner.category`.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "res.partner.category")]
pub struct PartnerCategory {
    /// The record.
    pub id: Id<PartnerCategory>,
}

/// The model `res.partner.industry`.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "res.partner.industry")]
pub struct PartnerIndustry {
    /// The record.
    pub id: Id<PartnerIndustry>,
}

/// The model `res.users`.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "res.users")]
pub struct Users {
    /// The record.
    pub id: Id<Users>,
}

/// The model `uom.uom`.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "uom.uom")]
pub struct UomUom {
    /// The record.
    pub id: Id<UomUom>,
}

/// The keys of `activity_exception_decoration` of `res.partner`.
#[derive(Debug, Clone, PartialEq, Eq, Selection)]
pub enum PartnerActivityExceptionDecoration {
    /// The key `warning`.
    Warning,
    /// The key `danger`.
    Danger,
}

/// The keys of `activity_state` of `res.partner`.
#[derive(Debug, Clone, PartialEq, Eq, Selection)]
pub enum PartnerActivityState {
    /// The key `overdue`.
    Overdue,
    /// The key `today`.
    Today,
    /// The key `planned`.
    Planned,
}

/// The keys of `autopost_bills` of `res.partner`.
#[derive(Debug, Clone, PartialEq, Eq, Selection)]
pub enum PartnerAutopostBills {
    /// The key `always`.
    Always,
    /// The key `ask`.
    Ask,
    /// The key `never`.
    Never,
}

/// The keys of `company_type` of `res.partner`.
#[derive(Debug, Clone, PartialEq, Eq, Selection)]
pub enum PartnerCompanyType {
    /// The key `person`.
    Person,
    /// The key `company`.
    Company,
}

/// The keys of `invoice_edi_format` of `res.partner`.
#[derive(Debug, Clone, PartialEq, Eq, Selection)]
pub enum PartnerInvoiceEdiFormat {
    /// The key `facturx`.
    Facturx,
    /// The key `ubl_bis3`.
    UblBis3,
    /// The key `xrechnung`.
    Xrechnung,
    /// The key `nlcius`.
    Nlcius,
    /// The key `ubl_a_nz`.
    UblANz,
    /// The key `ubl_sg`.
    UblSg,
}

/// The keys of `invoice_sending_method` of `res.partner`.
#[derive(Debug, Clone, PartialEq, Eq, Selection)]
pub enum PartnerInvoiceSendingMethod {
    /// The key `manual`.
    Manual,
    /// The key `email`.
    Email,
    /// The key `snailmail`.
    Snailmail,
}

/// The keys of `invoice_warn` of `res.partner`.
#[derive(Debug, Clone, PartialEq, Eq, Selection)]
pub enum PartnerInvoiceWarn {
    /// The key `no-message`.
    #[odoo(key = "no-message")]
    NoMessage,
    /// The key `warning`.
    Warning,
    /// The key `block`.
    Block,
}

/// The keys of `sale_warn` of `res.partner`.
#[derive(Debug, Clone, PartialEq, Eq, Selection)]
pub enum PartnerSaleWarn {
    /// The key `no-message`.
    #[odoo(key = "no-message")]
    NoMessage,
    /// The key `warning`.
    Warning,
    /// The key `block`.
    Block,
}

/// The keys of `trust` of `res.partner`.
#[derive(Debug, Clone, PartialEq, Eq, Selection)]
pub enum PartnerTrust {
    /// The key `good`.
    Good,
    /// The key `normal`.
    Normal,
    /// The key `bad`.
    Bad,
}

/// The keys of `type` of `res.partner`.
#[derive(Debug, Clone, PartialEq, Eq, Selection)]
pub enum PartnerType {
    /// The key `contact`.
    Contact,
    /// The key `invoice`.
    Invoice,
    /// The key `delivery`.
    Delivery,
    /// The key `other`.
    Other,
    /// The key `private`.
    Private,
}

/// The keys of `name_position` of `res.country`.
#[derive(Debug, Clone, PartialEq, Eq, Selection)]
pub enum CountryNamePosition {
    /// The key `before`.
    Before,
    /// The key `after`.
    After,
}

/// The keys of `activity_exception_decoration` of `sale.order`.
#[derive(Debug, Clone, PartialEq, Eq, Selection)]
pub enum SaleOrderActivityExceptionDecoration {
    /// The key `warning`.
    Warning,
    /// The key `danger`.
    Danger,
}

/// The keys of `activity_state` of `sale.order`.
#[derive(Debug, Clone, PartialEq, Eq, Selection)]
pub enum SaleOrderActivityState {
    /// The key `overdue`.
    Overdue,
    /// The key `today`.
    Today,
    /// The key `planned`.
    Planned,
}

/// The keys of `company_price_include` of `sale.order`.
#[derive(Debug, Clone, PartialEq, Eq, Selection)]
#[allow(clippy::enum_variant_names)]
pub enum SaleOrderCompanyPriceInclude {
    /// The key `tax_included`.
    TaxIncluded,
    /// The key `tax_excluded`.
    TaxExcluded,
}

/// The keys of `invoice_status` of `sale.order`.
#[derive(Debug, Clone, PartialEq, Eq, Selection)]
pub enum SaleOrderInvoiceStatus {
    /// The key `upselling`.
    Upselling,
    /// The key `invoiced`.
    Invoiced,
    /// The key `to invoice`.
    #[odoo(key = "to invoice")]
    ToInvoice,
    /// The key `no`.
    No,
}

/// The keys of `state` of `sale.order`.
#[derive(Debug, Clone, PartialEq, Eq, Selection)]
pub enum SaleOrderState {
    /// The key `draft`.
    Draft,
    /// The key `sent`.
    Sent,
    /// The key `sale`.
    Sale,
    /// The key `cancel`.
    Cancel,
    /// The key `done`.
    Done,
}

/// The keys of `tax_calculation_rounding_method` of `sale.order`.
#[derive(Debug, Clone, PartialEq, Eq, Selection)]
#[allow(clippy::enum_variant_names)]
pub enum SaleOrderTaxCalculationRoundingMethod {
    /// The key `round_globally`.
    RoundGlobally,
    /// The key `round_per_line`.
    RoundPerLine,
}

/// The keys of `terms_type` of `sale.order`.
#[derive(Debug, Clone, PartialEq, Eq, Selection)]
pub enum SaleOrderTermsType {
    /// The key `plain`.
    Plain,
    /// The key `html`.
    Html,
}

/// The keys of `company_price_include` of `sale.order.line`.
#[derive(Debug, Clone, PartialEq, Eq, Selection)]
#[allow(clippy::enum_variant_names)]
pub enum SaleOrderLineCompanyPriceInclude {
    /// The key `tax_included`.
    TaxIncluded,
    /// The key `tax_excluded`.
    TaxExcluded,
}

/// The keys of `display_type` of `sale.order.line`.
#[derive(Debug, Clone, PartialEq, Eq, Selection)]
#[allow(clippy::enum_variant_names)]
pub enum SaleOrderLineDisplayType {
    /// The key `line_section`.
    LineSection,
    /// The key `line_subsection`.
    LineSubsection,
    /// The key `line_note`.
    LineNote,
}

/// The keys of `invoice_status` of `sale.order.line`.
#[derive(Debug, Clone, PartialEq, Eq, Selection)]
pub enum SaleOrderLineInvoiceStatus {
    /// The key `upselling`.
    Upselling,
    /// The key `invoiced`.
    Invoiced,
    /// The key `to invoice`.
    #[odoo(key = "to invoice")]
    ToInvoice,
    /// The key `no`.
    No,
}

/// The keys of `product_type` of `sale.order.line`.
#[derive(Debug, Clone, PartialEq, Eq, Selection)]
pub enum SaleOrderLineProductType {
    /// The key `consu`.
    Consu,
    /// The key `service`.
    Service,
    /// The key `combo`.
    Combo,
}

/// The keys of `qty_delivered_method` of `sale.order.line`.
#[derive(Debug, Clone, PartialEq, Eq, Selection)]
pub enum SaleOrderLineQtyDeliveredMethod {
    /// The key `manual`.
    Manual,
    /// The key `analytic`.
    Analytic,
}

/// The keys of `service_tracking` of `sale.order.line`.
#[derive(Debug, Clone, PartialEq, Eq, Selection)]
#[allow(clippy::enum_variant_names)]
pub enum SaleOrderLineServiceTracking {
    /// The key `no`.
    No,
}

/// The keys of `state` of `sale.order.line`.
#[derive(Debug, Clone, PartialEq, Eq, Selection)]
pub enum SaleOrderLineState {
    /// The key `draft`.
    Draft,
    /// The key `sent`.
    Sent,
    /// The key `sale`.
    Sale,
    /// The key `cancel`.
    Cancel,
    /// The key `done`.
    Done,
}

/// The keys of `tax_calculation_rounding_method` of `sale.order.line`.
#[derive(Debug, Clone, PartialEq, Eq, Selection)]
#[allow(clippy::enum_variant_names)]
pub enum SaleOrderLineTaxCalculationRoundingMethod {
    /// The key `round_globally`.
    RoundGlobally,
    /// The key `round_per_line`.
    RoundPerLine,
}

/// The keys of `date_format` of `res.lang`.
#[derive(Debug, Clone, PartialEq, Eq, Selection)]
pub enum LangDateFormat {
    /// The key `%d/%m/%Y`.
    #[odoo(key = "%d/%m/%Y")]
    DMY,
    /// The key `%m/%d/%Y`.
    #[odoo(key = "%m/%d/%Y")]
    MDY,
    /// The key `%Y/%m/%d`.
    #[odoo(key = "%Y/%m/%d")]
    YMD,
    /// The key `%d-%m-%Y`.
    #[odoo(key = "%d-%m-%Y")]
    DMY2,
    /// The key `%m-%d-%Y`.
    #[odoo(key = "%m-%d-%Y")]
    MDY2,
    /// The key `%Y-%m-%d`.
    #[odoo(key = "%Y-%m-%d")]
    YMD2,
    /// The key `%d.%m.%Y`.
    #[odoo(key = "%d.%m.%Y")]
    DMY3,
    /// The key `%m.%d.%Y`.
    #[odoo(key = "%m.%d.%Y")]
    MDY3,
    /// The key `%Y.%m.%d`.
    #[odoo(key = "%Y.%m.%d")]
    YMD3,
}

/// The keys of `direction` of `res.lang`.
#[derive(Debug, Clone, PartialEq, Eq, Selection)]
pub enum LangDirection {
    /// The key `ltr`.
    Ltr,
    /// The key `rtl`.
    Rtl,
}

/// The keys of `grouping` of `res.lang`.
#[derive(Debug, Clone, PartialEq, Eq, Selection)]
#[allow(clippy::enum_variant_names)]
pub enum LangGrouping {
    /// The key `[3,0]`.
    #[odoo(key = "[3,0]")]
    Key30,
    /// The key `[3,2,0]`.
    #[odoo(key = "[3,2,0]")]
    Key320,
}

/// The keys of `time_format` of `res.lang`.
#[derive(Debug, Clone, PartialEq, Eq, Selection)]
pub enum LangTimeFormat {
    /// The key `%H:%M:%S`.
    #[odoo(key = "%H:%M:%S")]
    HMS,
    /// The key `%I:%M:%S %p`.
    #[odoo(key = "%I:%M:%S %p")]
    IMSP,
}

/// The keys of `week_start` of `res.lang`.
#[derive(Debug, Clone, PartialEq, Eq, Selection)]
#[allow(clippy::enum_variant_names)]
pub enum LangWeekStart {
    /// The key `1`.
    #[odoo(key = "1")]
    Key1,
    /// The key `2`.
    #[odoo(key = "2")]
    Key2,
    /// The key `3`.
    #[odoo(key = "3")]
    Key3,
    /// The key `4`.
    #[odoo(key = "4")]
    Key4,
    /// The key `5`.
    #[odoo(key = "5")]
    Key5,
    /// The key `6`.
    #[odoo(key = "6")]
    Key6,
    /// The key `7`.
    #[odoo(key = "7")]
    Key7,
}
