"""Ordinary people and firms, invented by combining frequent names of a language: what a matcher should leave alone.

The lists were written for this project from common knowledge of frequent names; none is copied from a data set. Names
combine within their language only: “Ahmed Hassan” is what clients are called, and where listed names are near.
"""

import random

# Given names, then family names.
PEOPLE = {
    "English": """
        James Mary Patricia Michael Barbara William Elizabeth Daniel Margaret Matthew Emily Andrew Joshua
        Amanda Kevin Laura Brian Rebecca George Helen |
        Anderson Baker Carter Clark Cooper Davies Edwards Evans Green Hall Harris Hughes Lewis Mitchell Morgan
        Parker Roberts Thompson Walker Wright
        """,
    "German and Nordic": """
        Stefan Andreas Wolfgang Sabine Monika Thomas Julia Katrin Bjorn Astrid Erik Henrik Karin Lena Mikael
        Sven Ulrike Jurgen Matthias Birgit |
        Bauer Becker Berg Fischer Hansen Hoffmann Johansson Keller Koch Krause Larsson Lehmann Meyer Nilsson
        Olsen Richter Schulz Vogel Wagner Zimmermann
        """,
    "Romance": """
        Antonio Francesca Giuseppe Isabel Jorge Luis Manuel Miguel Paola Pablo Raul Ricardo Rosa Teresa Andrea
        Camille Nicolas Philippe Valerie Xavier |
        Alvarez Bernard Castro Colombo Costa Diaz Esposito Ferreira Gomez Herrera Laurent Marino Mendes Moreno
        Perez Petit Ramirez Romano Sanchez Torres
        """,
    "Slavic": """
        Aleksandr Alexei Anastasia Andrei Boris Ekaterina Galina Igor Irina Konstantin Maksim Marina Mikhail
        Natalia Nikolai Oleg Pavel Sergei Svetlana Viktor |
        Popov Sokolov Lebedev Kozlov Novikov Morozov Volkov Solovyov Vasiliev Zaitsev Pavlov Semyonov Golubev
        Vinogradov Bogdanov Fedorov Mikhailov Belyaev Tarasov Belov
        """,
    "Arabic": """
        Abdullah Ali Amina Bilal Faisal Hamza Hanan Hussein Ibrahim Jamal Khaled Leila Mahmoud Mariam Mohammed
        Mustafa Nadia Rania Samir Yousef |
        Abbas Ahmad Al-Amin Aziz Bakr El-Sayed Farouk Ghanem Habib Ibrahim Ismail Khalil Mansour Mahmoud
        Najjar Rahman Saleh Salim Shaheen Younis
        """,
    "Persian and Turkish": """
        Ali Amir Behnam Cem Dariush Elif Emre Farhad Hossein Kaveh Leyla Mehdi Mina Murat Nasrin Reza Selin
        Shirin Yasemin Zeynep |
        Ahmadi Akbari Aydin Celik Ghorbani Hashemi Hosseini Jafari Karimi Kaya Kilic Mohammadi Moradi Ozturk
        Rahimi Rostami Sahin Sharifi Yildirim Yildiz
        """,
    "South Asian": """
        Aisha Amit Anil Asif Deepak Farhan Imran Kavita Lakshmi Meera Nasreen Pooja Rahul Ravi Sanjay Shahid
        Sunita Tariq Vijay Zainab |
        Agarwal Ahmed Bhatt Chaudhry Das Ghosh Gupta Iqbal Jain Khan Kumar Malik Mehta Mishra Qureshi Rao
        Reddy Shah Siddiqui Singh
        """,
    "East Asian": """
        Akira Chen-Wei Haruto Hui Jiahao Jin-Woo Keiko Lei Li Minh Naoko Seo-Yeon Siti Takeshi Thanh Wen
        Xiaoming Yan Ying Yong |
        Chen Choi Hoang Huang Ito Jung Kobayashi Lee Li Lim Lin Liu Nakamura Pham Suzuki Watanabe Wu Yamamoto
        Yang Zhao
        """,
    "African": """
        Abebe Adebayo Amadou Aminata Chinedu Desta Esther Fatou Grace Ibrahima Jabu Kwame Moussa Nelson
        Ousmane Samuel Tendai Thabo Wanjiru Zanele |
        Abiodun Banda Boateng Coulibaly Diallo Dlamini Eze Kamau Keita Mbeki Moyo Mutua Ndlovu Nkosi Obi Osei
        Sow Tadesse Traore Toure
        """,
}

_FOUNDERS = """
    Anderson Bauer Carter Costa Ferreira Gupta Hansen Hoffmann Kamau Keller Kobayashi Larsson Marino Mendes
    Mitchell Osei Petit Romano Shah Torres
    """
_PLACES = """
    Aarhus Antwerp Bergen Bordeaux Bristol Calgary Durban Fremantle Genoa Gothenburg Hamburg Houston Leith
    Mombasa Nagoya Oporto Rotterdam Santos Trieste Vancouver
    """
_WORDS = """
    Amber Anchor Bridge Compass Crescent Eastern Eagle Falcon Fortune Harbour Horizon Imperial Liberty Lotus
    Orient Pearl Phoenix Star Unity Victory
    """
_TRADES = (
    "Agro|Aluminium|Brokers|Capital|Cereals|Chemicals|Commodity Trading|Energy Trading|Fertilisers|General "
    "Trading|Grain Handling|Holdings|Import Export|International|Investments|Marine Services|Metals|Oil and "
    "Gas|Petroleum|Shipping Lines|Steel|Trade Finance|Warehousing"
)
_FORMS = "Ltd LLC GmbH AG S.A. B.V. AS Sarl Inc Pte OOO Co"


def people(rng, count):
    """`count` different names as {name: language}, as many of each language as of the others."""
    found = {}
    languages = list(PEOPLE)
    while len(found) < count:
        language = languages[len(found) % len(languages)]
        given, family = (part.split() for part in PEOPLE[language].split("|"))
        found.setdefault(f"{rng.choice(given)} {rng.choice(family)}", language)
    return found


def firms(rng, count):
    """`count` different names of firms."""
    heads = [*_FOUNDERS.split(), *_PLACES.split(), *_WORDS.split()]
    trades = _TRADES.split("|")
    found = {}
    while len(found) < count:
        found[f"{rng.choice(heads)} {rng.choice(trades)} {rng.choice(_FORMS.split())}"] = True
    return list(found)


def innocents(count, seed):
    """`count` people as {name: language} and `count` firms; the same ones for the same seed."""
    rng = random.Random(seed)  # noqa: S311 - a repeatable sample
    return people(rng, count), firms(rng, count)


def initials(people):
    """The same people with the first letter of the given name: “A. Baker”, each once."""
    return list(dict.fromkeys(f"{name[0]}. {name.partition(' ')[2]}" for name in people))
