"""Names of countries with the words for what is of them: `Venezuela` and `Venezuelan`, `US` and `American`."""

from __future__ import annotations

from .reading import fold

__all__ = ["canonical_name"]

_TABLE = """
united_states us usa america american americans united_states_of_america
united_kingdom uk britain british briton britons
el_salvador salvador salvadoran salvadorans salvadorean salvadoreans salvadorian
venezuela venezuelan venezuelans | colombia colombian colombians | mexico mexican mexicans | honduras honduran hondurans
guatemala guatemalan guatemalans | nicaragua nicaraguan nicaraguans | costa_rica costa_rican | panama panamanian panamanians
cuba cuban cubans | haiti haitian haitians | ecuador ecuadorian ecuadorians ecuadorean | peru peruvian peruvians
chile chilean chileans | brazil brazilian brazilians | argentina argentine argentines argentinian | bolivia bolivian bolivians
uruguay uruguayan | paraguay paraguayan | dominican_republic dominican dominicans | jamaica jamaican jamaicans
canada canadian canadians | france french | germany german germans | spain spanish spaniard spaniards | italy italian italians
portugal portuguese | netherlands dutch | belgium belgian belgians | switzerland swiss | austria austrian austrians
sweden swedish swede swedes | norway norwegian norwegians | denmark danish dane danes | finland finnish finn finns
ireland irish | scotland scottish scots | wales welsh | england english | poland polish poles | ukraine ukrainian ukrainians
russia russian russians | turkey turkish turks turk turkiye | greece greek greeks | hungary hungarian hungarians
romania romanian romanians | bulgaria bulgarian | serbia serbian serbians | croatia croatian | czech czechs czechia
israel israeli israelis | palestine palestinian palestinians | iran iranian iranians | iraq iraqi iraqis
syria syrian syrians | lebanon lebanese | jordan jordanian jordanians | egypt egyptian egyptians | saudi saudis saudi_arabia
yemen yemeni yemenis | libya libyan libyans | tunisia tunisian | algeria algerian | morocco moroccan moroccans
sudan sudanese | ethiopia ethiopian ethiopians | somalia somali somalis | kenya kenyan kenyans | uganda ugandan ugandans
rwanda rwandan rwandans | nigeria nigerian nigerians | ghana ghanaian | congo congolese | south_africa south_african
eswatini swazi | china chinese | japan japanese | korea korean koreans | taiwan taiwanese | vietnam vietnamese
thailand thai thais | indonesia indonesian indonesians | malaysia malaysian | philippines filipino filipinos philippine
india indian indians | pakistan pakistani pakistanis | afghanistan afghan afghans | bangladesh bangladeshi bangladeshis
sri_lanka sri_lankan | nepal nepali nepalese | myanmar burma burmese | australia australian australians | new_zealand kiwi
europe european europeans | africa african africans | asia asian asians | latin_america latin_american
republican republicans gop | democrat democrats democratic | supreme_court scotus | european_union eu | united_nations un
washington_dc washington | new_york ny nyc
"""


def _read() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in _TABLE.replace("\n", "|").split("|"):
        names = row.split()
        for name in names:
            found[name] = names[0]
    return found


_CANONICAL = _read()


def canonical_name(word: str) -> str:
    """One name for a country and what is of it; any other word folded. Words of a name are joined by `_`."""
    folded = fold(word)
    return _CANONICAL.get(folded, folded)
