from . import (
    test_access,
    test_clean_text,
    test_encrypted_cipher,
    test_encrypted_field,
    test_firm,
    test_notification,
    test_permissions,
    test_portal,
    test_portal_home,
    test_sidecar_service,
    test_trader,
)
