"""Words that say little about who somebody is, written as `normal.tokens` gives them: lower case, Latin, no dots."""


def _words(text):
    return frozenset(text.split())


LEGAL_FORMS = _words("""
    ab ag aps as asa bhd bv bvba ca co company corp corporation cv cyl doo eirl eood eurl fze fzco fzc fzllc gmbh inc
    incorporated jsc kft kg kgaa llc llp limitada limited lp ltd ltda mbh nv oao oo ooo oy oyj pao pjsc plc pte pty pvt
    private sa saa sab sac sae sal sarl sas sasu scs se sl slu snc sociedad anonima spa spc sprl spzoo sro srl tbk
    uab zao
    """)

HONORIFICS = _words(
    "dr eng engr hadji haji hajj hajji hj lord madam maulana maulavi mawlawi mr mrs ms mullah prof qari shaikh shaykh "
    "sheik sheikh sir"
)

# Written or left out, joined or apart: they carry next to no weight.
PARTICLES = _words(
    "al el ul ad an ar as ash at az ibn bin ben bint abu da das de del della den der di do dos du e la las le los of "
    "the und van von y and et for"
)

# Spellings of one name. Everything not here is left to the distance between words.
_SPELLINGS = {
    "abdallah": "abdalla abdulla abdullah abdulah",
    "abdul": "abd abdel abdal abdol abdoul",
    "ahmad": "achmad ahmed ahmet akhmad akhmed",
    "aleksandr": "alexander alexandr oleksandr aliaksandr iskander",
    "aleksei": "alexei alexey aleksey oleksii oleksiy alexy",
    "ali": "aly aali",
    "andrei": "andrey andriy andrii andrej",
    "dmitri": "dmitry dmitriy dmitrii dimitri dmytro",
    "hasan": "hassan",
    "husayn": "hussein hussain hossein husain husein hosein houssein",
    "ibrahim": "ebrahim ibraheem",
    "ismail": "esmail ismael esmaeil",
    "kasim": "qasim qassem kassem qasem qassim",
    "mahmud": "mahmoud mahmood makhmud",
    "muhammad": "mohammed mohamed mohammad mohamad muhammed muhamad mohamud mohamoud muhamed mehmet mukhammad",
    "mustafa": "mostafa moustafa mustapha",
    "nikolai": "nikolay nikolaj mykola nicolai",
    "said": "saeed saeid sayed sayyid seyed seyyed syed saiyid sayid",
    "sergei": "sergey serhii serhiy siarhei sergej",
    "sulayman": "suleiman soleiman sulaiman suleyman soleyman",
    "umar": "omar omer umer",
    "usama": "osama oussama",
    "vladimir": "volodymyr uladzimir wladimir",
    "yevgeni": "evgeny evgeniy yevgeny yevgeniy evgenii yevhen evgeni",
    "yuri": "yury yuriy yurii iurii iouri jurij",
    "yusuf": "yousef youssef yousuf yusef yosef yusif yusof",
}
CANONICAL = {
    spelling: canonical for canonical, others in _SPELLINGS.items() for spelling in others.split()
}
