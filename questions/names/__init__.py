"""What a question names: units, boards, levels, outlets, people, amounts, numbers → full names."""
