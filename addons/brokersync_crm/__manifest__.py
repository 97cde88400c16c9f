{
    "name": "BrokerSync CRM",
    "summary": "Client firms and their traders: relationship, onboarding, messages, portal, API, privacy",
    "version": "19.0.2.0.0",
    "category": "Sales/BrokerSync",
    "author": "BrokerSync",
    "license": "AGPL-3",
    "depends": [
        "auditlog",
        "auth_oidc",
        "auth_passkey_portal",
        "auth_password_policy_portal",
        "auth_password_policy_signup",
        "auth_timeout",
        "auth_totp_mail",
        "auth_totp_portal",
        "base_import",
        "document_page_tag",
        "fastapi",
        "helpdesk_mgmt_sla",
        "mail",
        "portal",
        "privacy_lookup",
        "sms_twilio",
    ],
    "external_dependencies": {
        "python": [
            "cryptography",
            "fastapi",
            "joserfc",
            "lxml",
            "python-stdnum",
            "rapidfuzz",
            "requests",
            "unidecode",
            "zeep",
            "zxcvbn",
        ]
    },
    # Each block is one subject, in the order it is loaded: rights, data, views.
    "data": [
        # Base: who people are
        "security/brokersync_groups.xml",
        "security/ir.model.access.csv",
        "security/brokersync_rules.xml",
        "data/ir_sequence_data.xml",
        "views/brokersync_trader_views.xml",
        "views/brokersync_firm_views.xml",
        "views/brokersync_menus.xml",
        # The frame and home of the portal, into which other subjects put their pages and cards
        "views/portal_page_templates.xml",
        "views/portal_home_templates.xml",
        # Data at rest, audit, privacy
        "security/ir.model.access-audit.csv",
        "data/brokersync_audit_data.xml",
        "views/brokersync_audit_views.xml",
        "views/brokersync_audit_check_views.xml",
        # Identity
        "security/ir.model.access-identity.csv",
        "data/identity_data.xml",
        "data/identity_cron_data.xml",
        "views/brokersync_security_event_views.xml",
        "views/res_groups_views.xml",
        # Relationships
        "security/ir.model.access-relationships.csv",
        "security/brokersync_relationships_rules.xml",
        "data/mail_activity_type_interaction_data.xml",
        "data/brokersync_interaction_category_data.xml",
        "data/ir_cron_interaction_data.xml",
        "views/brokersync_interaction_category_views.xml",
        "views/brokersync_interaction_views.xml",
        "views/res_config_settings_views.xml",
        # Communications
        "security/ir.model.access-communications.csv",
        "security/brokersync_communications_rules.xml",
        "data/mail_alias_data.xml",
        "views/brokersync_communication_views.xml",
        "views/dashboard_action.xml",
        "views/portal_messages_templates.xml",
        # Onboarding
        "security/ir.model.access-onboarding.csv",
        "security/brokersync_onboarding_rules.xml",
        "data/onboarding_sequence_data.xml",
        "data/onboarding_cron_data.xml",
        "data/kyc_document_type_data.xml",
        "data/kyc_risk_factor_data.xml",
        "data/suitability_questionnaire_data.xml",
        "data/agreement_template_data.xml",
        "wizard/brokersync_onboarding_decision_views.xml",
        "wizard/brokersync_kyc_upload_views.xml",
        "views/brokersync_onboarding_views.xml",
        "views/brokersync_kyc_document_views.xml",
        "views/brokersync_kyc_risk_views.xml",
        "views/brokersync_suitability_views.xml",
        "views/brokersync_agreement_views.xml",
        "views/brokersync_beneficial_owner_views.xml",
        "views/brokersync_firm_kyc_views.xml",
        "views/portal_onboarding_templates.xml",
        # Notifications
        "security/ir.model.access-notifications.csv",
        "security/brokersync_notifications_rules.xml",
        "data/brokersync_notification_event_data.xml",
        "data/onboarding_notification_event_data.xml",
        "data/notification_data.xml",
        "views/brokersync_notification_views.xml",
        "views/brokersync_notification_admin_views.xml",
        "views/portal_notification_templates.xml",
        "views/portal_notification_preference_templates.xml",
        "views/portal_webhook_templates.xml",
        "data/identity_event_data.xml",
        # Screening (raises notifications: after them)
        "security/ir.model.access-screening.csv",
        "security/brokersync_screening_rules.xml",
        "data/brokersync_screening_data.xml",
        "data/brokersync_aml_data.xml",
        "data/brokersync_registry_data.xml",
        "views/brokersync_sanctions_list_views.xml",
        "views/brokersync_screening_views.xml",
        "views/brokersync_aml_case_views.xml",
        "views/brokersync_aml_transaction_views.xml",
        "views/brokersync_aml_rule_views.xml",
        "views/brokersync_registry_lookup_views.xml",
        # API
        "security/ir.model.access-api.csv",
        "data/fastapi_endpoint_data.xml",
        "views/brokersync_api_client_views.xml",
        "views/oauth_templates.xml",
        "views/api_docs_templates.xml",
        # Portal
        "security/brokersync_portal_groups.xml",
        "data/mail_template_profile_data.xml",
        "data/helpdesk_data.xml",
        "data/help_categories_data.xml",
        "data/help_trading_data.xml",
        "data/help_account_data.xml",
        "data/help_access_data.xml",
        "views/document_page_views.xml",
        "views/helpdesk_ticket_views.xml",
        "security/brokersync_portal_rules.xml",
        "views/portal_ticket_templates.xml",
        "views/portal_help_templates.xml",
        "views/portal_app_templates.xml",
        "views/portal_error_templates.xml",
        "views/res_config_settings_portal_views.xml",
        "views/portal_firm_templates.xml",
        "views/portal_traders_templates.xml",
        "views/portal_profile_templates.xml",
        "views/portal_security_templates.xml",
    ],
    "demo": [
        # Base
        "demo/res_users_demo.xml",
        "demo/brokersync_firm_demo.xml",
        "demo/brokersync_trader_demo.xml",
        # Data at rest, audit, privacy
        # Identity
        # Relationships
        # Before the interactions, whose calls go into these conversations.
        "demo/brokersync_communication_demo.xml",
        "demo/brokersync_interaction_demo.xml",
        # Communications
        # Onboarding
        # Screening
        # Notifications
        # API
        # Portal
    ],
    "assets": {
        "web.assets_backend": [
            # Debian's package lists this file and does not ship it; nothing here uses video calls.
            ("remove", "mail/static/lib/selfie_segmentation/selfie_segmentation.js"),
            # Screens of the backend: one folder each
            "brokersync_crm/static/src/dashboard/*",
            "brokersync_crm/static/src/messages/*",
            "brokersync_crm/static/src/interaction/*",
            "brokersync_crm/static/src/notifications/*",
        ],
        "web.assets_frontend": [
            # Screens of the portal: one folder each
            "brokersync_crm/static/src/portal/tokens.scss",
            "brokersync_crm/static/src/portal/*.scss",
            "brokersync_crm/static/src/pwa/page/*",
            "brokersync_crm/static/src/messages/portal/*",
            "brokersync_crm/static/src/notifications/portal/*",
        ],
        "web.assets_tests": ["brokersync_crm/static/tests/tours/**/*"],
    },
    "application": True,
}
