from . import (
    test_commodity,
    test_instrument,
    test_portal,
    test_tenant_matrix,
    test_warehouse_receipt,
    test_warehouse_receipt_access,
)
