"""The keys that Flee's code reads from simsetting.yml: what each becomes, or why it is not carried over."""

from __future__ import annotations

# Keys of move_rules that are numbers, by the settings of the section `lookahead`.
NUMBERS = {
    "max_move_speed": "max_move_km",
    "max_walk_speed": "max_walk_km",
    "camp_weight": "camp_weight",
    "foreign_weight": "foreign_weight",
    "conflict_weight": "conflict_weight",
    "conflict_movechance": "conflict_move_chance",
    "camp_movechance": "camp_move_chance",
    "idpcamp_movechance": "idp_camp_move_chance",
    "default_movechance": "default_move_chance",
    "movechance_pop_base": "move_chance_population",
    "movechance_pop_scale_factor": "move_chance_power",
    "softening": "softening_km",
    "weight_softening": "weight_softening",
    "distance_power": "distance_power",
    "weight_power": "weight_power",
    "pruning_threshold": "pruning_threshold",
    "capacity_buffer": "capacity_buffer",
    "capacity_scaling": "capacity_scaling",
    "home_distance_power": "home_distance_power",
    "pop_power_for_loc_weight": "population_power",
    "avg_religion_fraction": "mean_religion_share",
    "awareness_level": "awareness_level",
}

# Keys of move_rules and spawn_rules that are yes or no.
SWITCHES = {
    "avoid_short_stints": "avoid_short_stints",
    "start_on_foot": "start_on_foot",
    "stay_close_to_home": "stay_close_to_home",
    "use_pop_for_loc_weight": "population_in_pull",
    "fixed_routes": "fixed_routes",
    "ChildrenAvoidHazards": "children_avoid_hazards",
    "BoysTakeRisk": "boys_take_risk",
    "MatchCampReligion": "match_camp_religion",
    "MatchCampEthnicity": "match_camp_ethnicity",
    "MatchTownEthnicity": "match_town_ethnicity",
    "MatchConflictEthnicity": "match_conflict_ethnicity",
}
SPAWN_SWITCHES = {
    "take_from_population": "take_from_population",
    "insert_day0": "insert_day0",
    "empty_camps_on_day0": "empty_camps_on_day0",
    "conflict_zone_spawning_only": "only_from_conflict",
}
WHOLE_NUMBERS = frozenset({"awareness_level"})

# Settings that are chances or shares: what lies outside 0 to 1 is taken as the nearer of the two.
CHANCES = frozenset(
    {"conflict_move_chance", "camp_move_chance", "idp_camp_move_chance", "default_move_chance", "capacity_buffer"}
)

# Keys by their block, or whole blocks, and why they are not carried over.
NOT_CARRIED = {
    "log_levels": "it sets what Flee prints; Serai stores everything",
    "optimisations.hasten": "it runs a sample of the people to save time, which is not needed here",
    "optimisations": "Flee does not know this key and ignores it",
    "number_of_steps": "Flee's run takes the length from sim_period.csv",
    "conflict_input_file": "Flee's run always reads conflicts.csv",
    "flood_level_input_file": "floods are not carried over",
    "spawn_rules.average_social_connectivity": "only two_system_decision_making uses it",
    "spawn_rules.flood_driven_spawning": "without flood_zone_spawning_only Flee does not look at it",
    "spawn_rules.flood_driven_spawn_mode": "without flood_zone_spawning_only Flee does not look at it",
    "move_rules.two_system_decision_making": "it has no effect in Flee: its number is compared with the word True",
    "move_rules.max_crossing_speed": "Flee reads it and uses it nowhere",
    "move_rules.max_flood_level": "Flee does not look for it there",
    "input_files": "Flee's run always reads the files by their usual names; rename them if these are others",
}

# Keys that stop the conversion where they are on: without them the case would be another one.
_FOOD = "food security is not carried over; set it to False to convert without it"
_FLOODS = "floods are not carried over; remove the block to convert without them"
REFUSED = {
    "spawn_rules.flood_zone_spawning_only": "people who flee floods are not carried over; set it to False to convert "
    "without them",
    "spawn_rules.starvation_driven_spawning": _FOOD,
    "move_rules.flood_rules": _FLOODS,
    "flood_rules": _FLOODS,
    "move_rules.flee_when_starving": _FOOD,
    "move_rules.avoid_food_deprived_locations": _FOOD,
    "move_rules.use_economic_pull": "the pull of hdi and trade_volume is not carried over; set it to False to "
    "convert without it",
    "move_rules.WomenAvoidHazards": "women who avoid hazards are not carried over; set it to False to convert "
    "without it",
    "move_rules.ElderlyAvoidHazards": "old people who avoid hazards are not carried over; set it to False to convert "
    "without it",
    "move_rules.harvest_months": "in these months Flee counts everyone who is not on a link as at home, which is not "
    "carried over; remove the key to convert without it",
}
