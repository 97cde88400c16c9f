from odoo.http import request, route

from .portal_profile import ProfilePortal


class PhonePortal(ProfilePortal):
    """Proving the phone number of the own profile: SMS go to no other."""

    @route("/my/profile/phone/code", type="http", auth="user", website=True, methods=["POST"])
    def my_profile_phone_code(self, **kw):
        return self._profile_act(
            lambda _form: request.env["brokersync.phone.proof"]._send_code(request.env.user),
            request.env._("A code is on its way to your phone."),
            {},
        )

    @route("/my/profile/phone", type="http", auth="user", website=True, methods=["POST"])
    def my_profile_phone(self, code="", **kw):
        # Not within a savepoint: a wrong code counts.
        code = "".join(code.split())[:16]
        error = request.env["brokersync.phone.proof"]._enter_code(request.env.user, code)
        if error:
            return self._profile_page(error=error)
        return self._profile_page(success=request.env._("Your phone number is confirmed."))

    def _profile_page(self, **values):
        user = request.env.user
        proof = request.env["brokersync.phone.proof"]._of(user)
        return super()._profile_page(
            phone_number=user.sudo().partner_id.phone_sanitized,
            phone_proof=proof,
            phone_proven=user in proof._proven(user),
            phone_code_waits=bool(proof) and proof._waits(),
            **values,
        )
