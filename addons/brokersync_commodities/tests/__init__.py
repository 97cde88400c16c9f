from . import (
    test_access_matrix,
    test_commodity,
    test_instrument,
    test_portal,
    test_privacy,
    test_public_surface,
    test_system_fields,
    test_tenant_matrix,
    test_warehouse_receipt,
    test_warehouse_receipt_access,
)
