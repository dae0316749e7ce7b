package io.windowreload.component.aws2.dms;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.catalog.EndpointValidationResult;
import org.apache.camel.tooling.model.BaseOptionModel;
import org.apache.camel.tooling.model.ComponentModel;
import org.apache.camel.tooling.model.JsonMapper;
import org.junit.jupiter.api.Test;

/** Holds docs/aws2-dms.md to the generated catalog entry; -Ddocs.update=true writes the tables anew. */
class Dms2DocsTest {
    private static final Path CATALOG =
            Path.of("src", "generated", "resources", "META-INF", "io/windowreload/component/aws2/dms/aws2-dms.json");

    @Test
    void the_tables_are_those_of_the_catalog() throws Exception {
        ComponentModel model = catalog();
        DocsPage page = DocsPage.read();
        DocsPage right = page.with("component options", componentOptions(model))
                .with("endpoint options", endpointOptions(model))
                .with("headers", headers(model));
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(DocsPage.FILE, right.text());
        } else {
            assertThat(page.text())
                    .as("write the tables with -Dtest=Dms2DocsTest -Ddocs.update=true")
                    .isEqualTo(right.text());
        }
    }

    @Test
    void every_operation_has_its_line() throws Exception {
        String text = DocsPage.read().text();
        assertThat(Dms2Operations.values())
                .allSatisfy(operation -> assertThat(text).contains("\n| `" + operation + "` |"));
    }

    @Test
    void the_java_example_is_the_one_that_is_compiled() throws Exception {
        String source =
                Files.readString(Path.of("src", "test", "java", "io/windowreload/component/aws2/dms", "LoadOnce.java"));
        assertThat(DocsPage.read().blocks("java")).singleElement().satisfies(block -> assertThat(source)
                .endsWith(block));
    }

    @Test
    void the_addresses_in_the_examples_are_valid() throws Exception {
        CamelCatalog catalog = new DefaultCamelCatalog();
        catalog.addComponent("aws2-dms", Dms2Component.class.getName(), Files.readString(CATALOG));
        List<EndpointValidationResult> results = DocsPage.read().blocks("yaml").stream()
                .flatMap(yaml -> Pattern.compile("aws2-dms:\\S+").matcher(yaml).results())
                .map(address -> address.group().startsWith("aws2-dms:tasks")
                        ? catalog.validateEndpointProperties(address.group(), false, true, false)
                        : catalog.validateEndpointProperties(address.group(), false, false, true))
                .toList();
        assertThat(results).hasSize(5).allSatisfy(result -> assertThat(result.isSuccess())
                .as(result.summaryErrorMessage(false))
                .isTrue());
    }

    @Test
    void a_header_that_a_call_reads_has_an_option_of_its_name() throws Exception {
        ComponentModel model = catalog();
        Set<String> options = names(model.getEndpointOptions());
        List<Dms2Parameter<?>> parameters = parameters();
        assertThat(parameters).hasSizeGreaterThan(40);
        assertThat(parameters).allSatisfy(parameter -> assertThat(options).contains(parameter.optionName()));
        assertThat(names(model.getEndpointHeaders()))
                .containsAll(parameters.stream().map(Dms2Parameter::header).toList());
    }

    private static List<Dms2Parameter<?>> parameters() {
        return Stream.of(Dms2Parameters.class.getDeclaredFields())
                .<Dms2Parameter<?>>map(field -> {
                    try {
                        return (Dms2Parameter<?>) field.get(null);
                    } catch (IllegalAccessException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }

    private static ComponentModel catalog() throws Exception {
        return JsonMapper.generateComponentModel(Files.readString(CATALOG));
    }

    private static String componentOptions(ComponentModel model) {
        Set<String> ofEndpoints = names(model.getEndpointOptions());
        return options(model.getComponentOptions().stream()
                .filter(option -> !ofEndpoints.contains(option.getName()))
                .map(option -> line("`" + option.getName() + "`", option)));
    }

    private static String endpointOptions(ComponentModel model) {
        Set<String> ofComponent = names(model.getComponentOptions());
        return options(model.getEndpointOptions().stream()
                .map(option -> line(
                        "`" + option.getName() + "`" + (ofComponent.contains(option.getName()) ? " ·" : ""), option)));
    }

    private static String options(Stream<String> lines) {
        return "\n| option | group | description | default | type |\n| --- | --- | --- | --- | --- |\n"
                + lines.collect(Collectors.joining()) + "\n";
    }

    private static String line(String name, BaseOptionModel option) {
        return row(name, option.getGroup(), description(option), value(option), type(option));
    }

    private static String headers(ComponentModel model) {
        return "\n| header | operations | description | type |\n| --- | --- | --- | --- |\n"
                + model.getEndpointHeaders().stream()
                        .map(header -> row(
                                "`" + header.getName() + "`",
                                header.getLabel().replace(" ", ", "),
                                header.getDescription(),
                                header.getShortJavaType()))
                        .collect(Collectors.joining())
                + "\n";
    }

    private static String description(BaseOptionModel option) {
        String text = option.getDescription();
        String sentence = text.endsWith(".") ? text : text + ".";
        List<String> values = option.getEnums();
        return (option.isRequired() ? "**Required.** " : "")
                + sentence
                // Operations have their own table, regions are AWS's to list.
                + (values == null || values.size() > 10 ? "" : " One of " + String.join(", ", values) + ".");
    }

    private static String type(BaseOptionModel option) {
        return "duration".equals(option.getType()) ? "duration" : option.getShortJavaType();
    }

    private static String value(BaseOptionModel option) {
        return option.getDefaultValue() == null ? "" : "`" + option.getDefaultValue() + "`";
    }

    private static String row(String... cells) {
        return Stream.of(cells).map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static Set<String> names(List<? extends BaseOptionModel> options) {
        return options.stream().map(BaseOptionModel::getName).collect(Collectors.toSet());
    }
}
