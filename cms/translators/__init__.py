"""What translators do: who may write in which language, files for translation tools, machines, comparison."""
